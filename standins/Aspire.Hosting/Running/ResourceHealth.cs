using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Asks the health checks of a resource from its start to its end, and tells when it is ready.</summary>
internal sealed class ResourceHealth(
    HealthCheckService checks, ResourceNotificationService notifications, IDistributedApplicationEventing eventing, ResourceConsole console, IServiceProvider services)
{
    private static readonly TimeSpan s_whileStarting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_atMostWhileStarting = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_onceHealthy = TimeSpan.FromSeconds(5);

    public async Task WatchAsync(IResource resource, CancellationToken cancellationToken)
    {
        await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Running, cancellationToken).ConfigureAwait(false);
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet(StringComparer.Ordinal);
        var pause = s_whileStarting;
        HealthStatus? last = null;
        while (IsRunning(resource, out var known))
        {
            var status = keys.Count == 0 ? HealthStatus.Healthy : await CheckAsync(resource, keys, cancellationToken).ConfigureAwait(false);
            if (status == HealthStatus.Healthy && !known.IsReady)
            {
                await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken).ConfigureAwait(false);
                await notifications.PublishUpdateAsync(resource, now => now with { IsReady = now.State?.Text == KnownResourceStates.Running }).ConfigureAwait(false);
            }
            else if (last is not null && status != last && known.IsReady)
            {
                console.Write(resource.Name, $"[{status}]");
            }

            if (keys.Count == 0)
            {
                return;
            }

            last = status;
            await Task.Delay(status == HealthStatus.Healthy ? s_onceHealthy : pause, cancellationToken).ConfigureAwait(false);
            pause = pause * 1.5 < s_atMostWhileStarting ? pause * 1.5 : s_atMostWhileStarting;
        }
    }

    private bool IsRunning(IResource resource, out CustomResourceSnapshot known)
    {
        notifications.TryGetCurrentState(resource.Name, out var current);
        known = current!.Snapshot;
        return known.State?.Text == KnownResourceStates.Running;
    }

    private async Task<HealthStatus> CheckAsync(IResource resource, HashSet<string> keys, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken).ConfigureAwait(false);
        var reports = keys.Select(key => report.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.ToString())
            : new HealthReportSnapshot(key, HealthStatus.Unhealthy, $"No health check is registered as '{key}'. Add it with builder.Services.AddHealthChecks().AddCheck(\"{key}\", …).", null)).ToImmutableArray();
        await notifications.PublishUpdateAsync(resource, now => now.HealthReports.SequenceEqual(reports) ? now : now with { HealthReports = reports }).ConfigureAwait(false);
        return reports.Min(entry => entry.Status!.Value);
    }
}
