using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.QueryApi.Files;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>Rows of a Delta snapshot. Files are left out by partition values and statistics, before any of them is opened.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="store">The table's objects.</param>
internal sealed class DeltaRows(Snapshot snapshot, TableStore store) : RowSource
{
    /// <summary>Scans that are remembered; starting over costs one choice each.</summary>
    private const int MaxScans = 200;

    /// <summary>A scan of more files is not remembered: its text is long.</summary>
    private const int MaxRememberedFiles = 100;

    private readonly ConcurrentDictionary<string, TableScan> scans = new(StringComparer.Ordinal);
    private readonly Lazy<long?> rows = new(() => Count(snapshot.Files));
    private TableScan? whole;

    public override long? Rows => rows.Value;

    public override long Bytes => snapshot.TotalBytes;

    public override async Task<TableScan> ScanAsync(string? condition, CancellationToken cancellationToken)
    {
        // Of a table of one file the engine itself skips what does not match.
        if (condition is null || snapshot.FileCount < 2)
        {
            return whole ??= Scan("", snapshot.Files);
        }

        if (scans.TryGetValue(condition, out var known))
        {
            return known;
        }

        IReadOnlyList<AddFile> files;
        try
        {
            files = await DeltaScan.SelectFilesAsync(snapshot, condition, cancellationToken);
        }
        catch (InvalidPredicateException)
        {
            // The engine itself will say what is wrong with the statement, if anything is.
            files = snapshot.Files;
        }

        if (files.Count == snapshot.FileCount)
        {
            return whole ??= Scan("", snapshot.Files);
        }

        var scan = Scan(KeyOf(files), files);
        if (files.Count <= MaxRememberedFiles)
        {
            if (scans.Count >= MaxScans)
            {
                scans.Clear();
            }

            scans[condition] = scan;
        }

        return scan;
    }

    private TableScan Scan(string key, IReadOnlyList<AddFile> files)
    {
        Task<DeltaScan>? planned = null;
        return new TableScan(
            key,
            files.Count,
            files.Count == snapshot.FileCount ? snapshot.TotalBytes : files.Sum(file => file.Size),
            snapshot.FileCount - files.Count,
            store.Remote(files),
            () => files.Count == snapshot.FileCount ? Rows : Count(files),
            PlanAsync);

        // Planned once for all queries; a plan that failed or was cancelled is tried again.
        async Task<string> PlanAsync(CancellationToken cancellationToken)
        {
            if (planned is { IsCompletedSuccessfully: true } done)
            {
                return (await done).Sql;
            }

            var plan = DeltaScan.PlanAsync(snapshot, files, cancellationToken);
            planned = plan;
            return (await plan).Sql;
        }
    }

    private static string KeyOf(IReadOnlyList<AddFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(file.Path));
            hash.AppendData([0]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"/{files.Count}:{Convert.ToHexString(hash.GetHashAndReset())}");
    }

    private static long? Count(IReadOnlyList<AddFile> files)
    {
        var rows = 0L;
        foreach (var file in files)
        {
            if (file.Stats?.NumRecords is not { } count)
            {
                return null;
            }

            rows += count - (file.DeletionVector?.Cardinality ?? 0);
        }

        return rows;
    }
}
