using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lakehouse.Ingestor.Status;

/// <summary>Whether the source can be replicated just now; the health check of that name.</summary>
internal sealed class SourceState : IHealthCheck
{
    private volatile string? problem;

    /// <summary>Why not, or null.</summary>
    public string? Problem => problem;

    /// <summary>Another Ingestor writes this raw folder; this one takes over when that ends.</summary>
    public bool Standby { get; private set; }

    public void Works() => (problem, Standby) = (null, false);

    public void Waits() => (problem, Standby) = (null, true);

    public void Fails(string reason) => (problem, Standby) = (reason, false);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(problem is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());
}
