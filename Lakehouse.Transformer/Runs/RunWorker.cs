using Lakehouse.Transformer.History;
using Lakehouse.Transformer.Maintenance;

namespace Lakehouse.Transformer.Runs;

/// <summary>Carries out runs, one after the other, and cares for the tables in between; after a failure it tries again, ever more slowly.</summary>
internal sealed class RunWorker(RunQueue queue, RunExecutor executor, RunRecorder recorder, MaintenanceWorker maintenance, ILogger<RunWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        queue.Request(RunTrigger.Start);
        var retry = FirstRetry;
        while (true)
        {
            var run = await NextAsync(stoppingToken);
            try
            {
                await executor.ExecuteAsync(run, stoppingToken);
            }
            finally
            {
                await recorder.AddAsync(run, CancellationToken.None);
            }

            if (run.RetryAfter is { } after)
            {
                _ = RetryAsync(after, stoppingToken);
                continue;
            }

            // A gate stops the same rows again: only new files or a request help there.
            if (run.Reports.Any(report => report.State == TableState.Failed))
            {
                logger.LogWarning("Run {Run} failed in part; the next try comes in {Seconds:0} s at the latest", run.Id, retry.TotalSeconds);
                _ = RetryAsync(retry, stoppingToken);
                retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
            }
            else
            {
                retry = FirstRetry;
            }
        }
    }

    /// <summary>Waits for the next run; tables are cared for meanwhile.</summary>
    private async Task<Run> NextAsync(CancellationToken cancellationToken)
    {
        await maintenance.BetweenRunsAsync(cancellationToken);
        var next = queue.TakeAsync(cancellationToken);
        while (await Task.WhenAny(next, Task.Delay(maintenance.Interval, cancellationToken)) != next)
        {
            await maintenance.BetweenRunsAsync(cancellationToken);
        }

        return await next;
    }

    private async Task RetryAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, cancellationToken);
            queue.Request(RunTrigger.Retry);
        }
        catch (OperationCanceledException)
        {
            logger.LogDebug("The service stops before the retry");
        }
    }
}
