using Microsoft.Extensions.Hosting;

namespace Lakehouse.AppHost;

/// <summary>
/// Ends the run when a part fails before the system was ever ready: all others would wait for ever. Later failures are only told, since the
/// rest still serves.
/// </summary>
internal sealed class FailureWatch(ResourceNotificationService resources, IHostApplicationLifetime lifetime, Readiness readiness) : BackgroundService
{
    /// <summary>Aspire's own resource: the system serves without it.</summary>
    private const string Dashboard = "aspire-dashboard";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = new HashSet<string>();
        await foreach (var change in resources.WatchAsync(stoppingToken))
        {
            if (change.Resource.Name == Dashboard || Failure(change) is not { } failure || lifetime.ApplicationStopping.IsCancellationRequested || !told.Add(change.ResourceId))
            {
                continue;
            }

            await Console.Error.WriteLineAsync(readiness.Reached
                ? $"{change.Resource.Name} {failure}; its log says why. The others go on."
                : $"{change.Resource.Name} {failure}; its log above says why. Stopping, because the system cannot become ready without it.");
            if (!readiness.Reached)
            {
                Environment.ExitCode = 1;
                lifetime.StopApplication();
            }
        }
    }

    private static string? Failure(ResourceEvent change) => (change.Snapshot.State?.Text, change.Snapshot.ExitCode) switch
    {
        (_, { } code) when code != 0 => $"ended with exit code {code}",
        (var state, _) when state == KnownResourceStates.FailedToStart => "could not be started",
        (var state, _) when state == KnownResourceStates.RuntimeUnhealthy => "cannot run, because the container runtime does not answer",
        _ => null,
    };
}
