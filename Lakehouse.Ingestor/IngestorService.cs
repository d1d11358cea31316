using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql;

namespace Lakehouse.Ingestor;

/// <summary>Keeps the raw zone up with the source: passes, and waiting with growing intervals when the source cannot be reached.</summary>
internal sealed class IngestorService(IServiceProvider services, SourceState state, ProgressBoard board, ILogger<IngestorService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ReplicationPass? pass = null;
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = retry;
            try
            {
                // Here and not in the constructor, so that a wrong configuration is a message and not a crash.
                pass ??= services.GetRequiredService<ReplicationPass>();
                await pass.RunAsync(stoppingToken);
                retry = FirstRetry;
                wait = pass.HasMore ? TimeSpan.Zero : services.GetRequiredService<LoadOptions>().DiscoveryInterval;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error) when (IsExpected(error) || !stoppingToken.IsCancellationRequested)
            {
                // What worked before it failed begins with short waits again.
                wait = state.Problem is null ? FirstRetry : retry;
                retry = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestRetry.Ticks));
                Report(error, wait);
            }

            await Task.Delay(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsExpected(Exception error) => error is NpgsqlException or SourceRefusedException or InvalidOperationException or ArgumentException or IOException;

    private void Report(Exception error, TimeSpan wait)
    {
        var reason = SourceErrors.IsConnection(error) ? SourceErrors.Explain(error, services.GetRequiredService<SourceAddress>().Description) : error.Message;
        state.Fails(reason);
        board.Interrupted(reason);
        if (IsExpected(error))
        {
            logger.LogError("{Reason} Trying again in {Seconds:0} s", reason, wait.TotalSeconds);
        }
        else
        {
            logger.LogError(error, "The pass failed: {Reason} Trying again in {Seconds:0} s", reason, wait.TotalSeconds);
        }
    }
}
