using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lakehouse.Ingestor.Status;

/// <summary>Whether the source can be replicated just now; the health check of that name.</summary>
internal sealed class SourceState : IHealthCheck
{
    private volatile string? problem;

    /// <summary>Why not, or null.</summary>
    public string? Problem => problem;

    public void Works() => problem = null;

    public void Fails(string reason) => problem = reason;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(problem is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());
}
