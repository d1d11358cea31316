using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.History;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Maintenance;

/// <summary>
/// Cares for the tables between runs, when no run is in the way: compaction would else meet the runs' commits. While runs follow each other
/// without a pause, it is one table at a time.
/// </summary>
internal sealed class MaintenanceWorker(
    Pipeline pipeline, Lake lake, RunHistory history, TableCare care, IndexCare indexes, RawRetention raw, RunRecorder recorder, RunQueue queue, MaintenanceOptions options, TimeProvider clock, ILogger<MaintenanceWorker> logger)
{
    /// <summary>While runs follow each other without a pause, indexes are built this long after the last ones at the earliest: the runs wait for it.</summary>
    private static readonly TimeSpan IndexPause = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<CaredTable> tables = CaredTable.Of(pipeline, lake, history);
    private DateTimeOffset vacuumed = clock.GetUtcNow();
    private DateTimeOffset indexed;
    private DateTimeOffset looked;
    private int next;

    /// <summary>How often tables are looked at.</summary>
    public TimeSpan Interval => options.Interval;

    /// <summary>Does what is due, as long as no run waits, but looks at one table at least.</summary>
    public async Task BetweenRunsAsync(CancellationToken cancellationToken)
    {
        if (indexes.HasWork && (!queue.HasNext || clock.GetUtcNow() - indexed >= IndexPause))
        {
            indexed = clock.GetUtcNow();
            foreach (var report in await indexes.BuildAsync(cancellationToken))
            {
                await ReportAsync(report, cancellationToken);
            }
        }

        if (clock.GetUtcNow() - looked < Interval)
        {
            return;
        }

        looked = clock.GetUtcNow();
        for (var done = 0; done < tables.Count && (done == 0 || !queue.HasNext); done++)
        {
            var table = tables[next++ % tables.Count];
            var own = options.For(table.Name);
            if (own.Enabled)
            {
                await ReportAsync(await care.CompactAsync(table, own, cancellationToken), cancellationToken);
            }
        }

        if (!queue.HasNext && clock.GetUtcNow() - vacuumed >= options.VacuumInterval)
        {
            vacuumed = clock.GetUtcNow();
            await DeleteOldAsync(cancellationToken);
        }
    }

    private async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            var own = options.For(table.Name);
            if (own.Enabled)
            {
                await ReportAsync(await TableCare.VacuumAsync(table, own, cancellationToken), cancellationToken);
                await ReportAsync(await raw.ApplyAsync(table, own, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task ReportAsync(MaintenanceReport? report, CancellationToken cancellationToken)
    {
        if (report is null)
        {
            return;
        }

        if (report.Error is { } error)
        {
            logger.LogWarning("{Table}: {What} could not be done, and is tried again: {Reason}", report.Table, report.What, error);
        }
        else
        {
            logger.LogInformation("{Table}: {What} ({Seconds:0.0} s)", report.Table, report.What, report.DurationSeconds);
        }

        await recorder.AddAsync(report, cancellationToken);
    }
}
