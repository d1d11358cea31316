using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Compaction.</summary>
internal sealed class OptimizeOperation(DeltaTable table, DuckDbEngine engine, long smallerThan)
{
    private static readonly WriteOptions Options = new();

    public Task<CommitResult> RunAsync(CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "OPTIMIZE", snapshot => AttemptAsync(snapshot ?? throw SnapshotReader.NoTable(table.Store), cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        WriterFeatures.Check(snapshot);
        var chosen = Choose(snapshot);
        if (chosen.Count == 0)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var scan = await DeltaScan.PlanAsync(snapshot, chosen, withRowAddress: false, cancellationToken).ConfigureAwait(false);
        var added = await new DataFileWriter(engine, table.Store, snapshot.Schema, snapshot.Metadata).WriteAsync($"SELECT * FROM {scan.Sql} AS t", dataChange: false, cancellationToken).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = chosen.Select(file => file.File.Remove(now, dataChange: false)).ToArray();
        var info = CommitActions.Info("OPTIMIZE", false, Options, new Dictionary<string, string?> { ["predicate"] = "[]" }, new Dictionary<string, string?>
        {
            ["numAddedFiles"] = added.Count.ToString(CultureInfo.InvariantCulture),
            ["numRemovedFiles"] = removed.Length.ToString(CultureInfo.InvariantCulture),
        });

        // Rows do not depend on what others add meanwhile; that they take away or mark a file of ours is found by its path.
        var version = await Committer.CommitAsync(table.Store, snapshot, info, [.. removed, .. added], TableRead.Of(chosen.Select(file => file.File)), cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, 0, 0, 0, added.Count, removed.Length, true);
    }

    private List<NumberedFile> Choose(Snapshot snapshot) =>
    [
        .. NumberedFile.All(snapshot)
            .Where(file => file.File.Size < smallerThan || file.File.DeletionVector is not null)
            .GroupBy(file => string.Join('\u0001', DeltaScan.PartitionTexts(snapshot, file.File.PartitionValues).Select(value => value ?? "\u0002")), StringComparer.Ordinal)
            .Where(partition => partition.Count() > 1 || partition.Any(file => file.File.DeletionVector is not null))
            .SelectMany(partition => partition),
    ];
}
