using System.Collections.Concurrent;

namespace Lakehouse.Delta.Engine;

/// <summary>OPTIMIZE and REORG … PURGE: chooses groups of files, writes each anew, and commits all of them at once.</summary>
internal sealed class OptimizeOperation(DeltaTable table, DuckDbEngine engine, OptimizeOptions options, bool purge = false)
{
    private readonly WriteOptions writeOptions = new() { CommitTags = options.CommitTags };
    private OptimizeResult? result;
    private IReadOnlyList<LayoutColumn> layout = [];
    private bool isClustered;

    public async Task<OptimizeResult> RunAsync(CancellationToken cancellationToken)
    {
        await WriteAttempts.RunAsync(table, purge ? "The purge" : "OPTIMIZE", writeOptions, snapshot => AttemptAsync(snapshot ?? throw SnapshotReader.NoTable(table.Store), cancellationToken), cancellationToken).ConfigureAwait(false);
        return result!;
    }

    private async Task<CommitResult> AttemptAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        WriterFeatures.Check(snapshot);
        var partition = new PartitionKey(snapshot.Metadata, snapshot.Schema);
        var groups = await ChooseAsync(snapshot, partition, cancellationToken).ConfigureAwait(false);
        if (groups.Count == 0)
        {
            result = new OptimizeResult(snapshot.Version, 0, 0, 0, 0, 0, 0, false);
            return CommitResult.Nothing(snapshot.Version);
        }

        var added = await RewriteAsync(snapshot, groups, cancellationToken).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        AddFile[] replaced = [.. groups.SelectMany(group => group.Files).Select(file => file.File)];
        var removed = replaced.Select(file => file.Remove(now, dataChange: false)).ToArray();
        var info = OptimizeReport.Info(purge, options, writeOptions, added, replaced);

        // Rows do not depend on what others add meanwhile; that they take away or mark a file of ours is found by its path.
        var version = await Committer.CommitAsync(table.Store, snapshot, info, [.. removed, .. added], TableRead.Of(replaced), cancellationToken).ConfigureAwait(false);
        var partitions = groups.Select(group => partition.Of(group.Files[0].File)).Distinct(StringComparer.Ordinal).Count();
        result = new OptimizeResult(version, added.Count, removed.Length, added.Sum(file => file.Size), replaced.Sum(file => file.Size), partitions, replaced.Count(file => file.DeletionVector is not null), true);
        return new CommitResult(version, 0, 0, 0, added.Count, removed.Length, true);
    }

    private async Task<List<FileGroup>> ChooseAsync(Snapshot snapshot, PartitionKey partition, CancellationToken cancellationToken)
    {
        ChooseLayout(snapshot);
        var target = Target(snapshot);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        var compaction = new Compaction(Math.Max(target, options.SmallerThan ?? 0), options.SmallerThan ?? target / 4 * 3, purge, layout.Count > 0, isClustered && !options.Full);
        var filter = await PartitionFilter.OfAsync(snapshot, options.Where, cancellationToken).ConfigureAwait(false);
        return [.. NumberedFile.All(snapshot).Where(file => filter(file.File)).GroupBy(file => partition.Of(file.File), StringComparer.Ordinal).SelectMany(compaction.Groups)];
    }

    private void ChooseLayout(Snapshot snapshot)
    {
        var clustering = purge ? [] : LayoutColumn.Clustering(snapshot);
        if (clustering.Count > 0 && options.ZOrderBy.Count > 0)
        {
            throw new SchemaMismatchException("The table is clustered, so that it cannot be Z-ordered: OPTIMIZE without columns clusters it. Nothing was written.", table.Location, snapshot.Version);
        }

        isClustered = clustering.Count > 0;
        layout = isClustered ? clustering : LayoutColumn.Named(snapshot, options.ZOrderBy);
    }

    private long Target(Snapshot snapshot)
    {
        const long Default = 128L << 20;
        return options.TargetFileSize ?? ByteSize.Parse(snapshot.Metadata.Property("delta.targetFileSize")) ?? Default;
    }

    /// <summary>Writes several groups at the same time, each on a connection of its own; they share the engine's memory limit.</summary>
    private async Task<IReadOnlyList<AddFile>> RewriteAsync(Snapshot snapshot, List<FileGroup> groups, CancellationToken cancellationToken)
    {
        var added = new ConcurrentBag<AddFile>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Parallelism ?? Environment.ProcessorCount / 2), CancellationToken = cancellationToken };
        var progress = new StepProgress(options.Progress, "writing files anew", "files", groups.Sum(group => group.Files.Count), groups.Sum(group => group.Bytes)).Begin();
        await Parallel.ForEachAsync(groups.OrderByDescending(group => group.Bytes), parallel, async (group, cancellation) =>
        {
            await using var connection = await engine.ForkAsync(cancellation).ConfigureAwait(false);
            var scan = await DeltaScan.PlanAsync(snapshot, group.Files, withRowAddress: true, cancellation).ConfigureAwait(false);
            var columns = new StructType([.. snapshot.Schema.Fields, .. RowIds.Columns(snapshot)]);
            var rows = $"{scan.Sql} AS t";
            var writer = new RowWriter(table, connection, TableShape.Of(snapshot))
            {
                FileNumber = layout.Count == 0 ? null : await new ZOrder(layout).FileNumberAsync(connection, scan.Sql, FilesFor(group, Target(snapshot)), cancellation).ConfigureAwait(false),
            };
            await using var statement = await StatementProgress.StartAsync(connection, progress, group.Bytes, cancellation).ConfigureAwait(false);
            foreach (var file in await writer.WriteAsync([NewRows.Of([.. columns.Fields.Select(column => (column, Sql.Name(column.Name)))], rows)], dataChange: false, cancellation).ConfigureAwait(false))
            {
                added.Add(isClustered ? file with { ClusteringProvider = Compaction.ClusteringProvider } : file);
            }

            statement.Complete(group.Files.Count);
        }).ConfigureAwait(false);
        return [.. added];
    }

    private static int FilesFor(FileGroup group, long target)
    {
        const int MostFiles = 1000;
        return (int)Math.Clamp((group.Bytes + target - 1) / target, 1, MostFiles);
    }
}
