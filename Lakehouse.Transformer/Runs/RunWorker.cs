using Lakehouse.Transformer.History;

namespace Lakehouse.Transformer.Runs;

/// <summary>Carries out runs, one after the other; after a failure it tries again, ever more slowly.</summary>
internal sealed class RunWorker(RunQueue queue, RunExecutor executor, RunRecorder recorder, ILogger<RunWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        queue.Request(RunTrigger.Start);
        var retry = FirstRetry;
        while (true)
        {
            var run = await queue.TakeAsync(stoppingToken);
            try
            {
                await executor.ExecuteAsync(run, stoppingToken);
            }
            finally
            {
                await recorder.AddAsync(run, CancellationToken.None);
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
