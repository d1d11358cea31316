using Lakehouse.Ingestor.Status;

namespace Lakehouse.Ingestor.Loading;

/// <summary>Says every few seconds how far each table is.</summary>
internal sealed class ProgressLog(ProgressBoard board, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var report in board.All().Select(progress => progress.Report()).Where(report => report.State == TableState.Loading))
                {
                    logger.LogInformation("{Schema}.{Table}: {Rows:N0} rows, {Mebibytes:N0} MiB, {Percent} %, about {Seconds} s left", report.Schema, report.Table, report.Rows, report.BytesRead >> 20, report.Percent, report.RemainingSeconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended: there is nothing more to say.
        }
    }
}
