using System.Diagnostics;
using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Maintenance;

/// <summary>Compacts and vacuums one table at a time.</summary>
internal sealed class TableCare(EnginePool engines)
{
    /// <summary>Writes small files, and files that have lost many rows, together into larger ones when there are enough of them.</summary>
    /// <returns>What was done; null when nothing had to be.</returns>
    public Task<MaintenanceReport?> CompactAsync(CaredTable cared, MaintenanceOptions options, CancellationToken cancellationToken) => ReportAsync(cared, "compaction", async () =>
    {
        if (await cared.Table.TryGetSnapshotAsync(cancellationToken) is not { } snapshot || (snapshot.Files.Count(file => file.Size < options.SmallFileBytes) < options.SmallFiles && !snapshot.Files.Any(IsMostlyDeleted)))
        {
            return null;
        }

        await using var lease = await engines.RentAsync(cancellationToken);
        var done = await cared.Table.OptimizeAsync(lease.Engine, new OptimizeOptions { SmallerThan = options.SmallFileBytes, CommitTags = new Dictionary<string, string> { ["maintenance"] = "compaction" } }, cancellationToken);
        return done.Committed ? (done.FilesRemoved, done.Version, $"{done.FilesRemoved} small files compacted into {done.FilesAdded}") : null;
    });

    /// <summary>Where rows only go, no small files come: a file that has lost half of its rows is worth a compaction by itself.</summary>
    private static bool IsMostlyDeleted(AddFile file) => file.DeletionVector is { } deleted && file.Stats?.NumRecords is { } rows && deleted.Cardinality * 2 > rows;

    /// <summary>Deletes files and commits that no version within the retention needs.</summary>
    /// <returns>What was done; null when nothing had to be.</returns>
    public static Task<MaintenanceReport?> VacuumAsync(CaredTable cared, MaintenanceOptions options, CancellationToken cancellationToken) => ReportAsync(cared, "vacuum", async () =>
    {
        if (await cared.Table.TryGetSnapshotAsync(cancellationToken) is null)
        {
            return null;
        }

        var vacuum = await cared.Table.VacuumAsync(new VacuumOptions { Retention = options.VacuumRetention }, cancellationToken);
        var log = await cared.Table.CleanUpLogAsync(cancellationToken);
        return vacuum.Files.Count + log.Files.Count == 0 ? null
            : (vacuum.Files.Count + log.Files.Count, null, $"{vacuum.Files.Count} files ({vacuum.Bytes:N0} bytes) that no version needs deleted, {log.Files.Count} files of the log");
    });

    /// <summary>Maintenance that fails is reported and tried again the next time; it never fails a run.</summary>
    public static async Task<MaintenanceReport?> ReportAsync(CaredTable cared, string kind, Func<Task<(long Files, long? Version, string What)?>> work)
    {
        var started = DateTimeOffset.UtcNow;
        var clock = Stopwatch.StartNew();
        try
        {
            return await work() is { } done ? new MaintenanceReport(cared.Name, started, clock.Elapsed.TotalSeconds, done.Files, done.Version, done.What) : null;
        }
        catch (Exception error) when (IsExpected(error))
        {
            return new MaintenanceReport(cared.Name, started, clock.Elapsed.TotalSeconds, 0, null, kind, error.Message);
        }
    }

    /// <summary>Whether an error is one that the lake or the disk may give, and that may be gone the next time.</summary>
    public static bool IsExpected(Exception error) =>
        error is DeltaException or DuckDBException or IOException or UnauthorizedAccessException or HttpRequestException or Amazon.Runtime.AmazonServiceException;
}
