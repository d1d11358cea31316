using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>MERGE by copy-on-write: files with a row that changes are written anew.</summary>
internal sealed class MergeOperation(DeltaTable table, DuckDbEngine engine, MergeSpec spec, WriteOptions options)
{
    public Task<CommitResult> RunAsync(CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "The merge", snapshot => AttemptAsync(snapshot, cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is null)
        {
            throw SnapshotReader.NoTable(table.Store);
        }

        if (WriteAttempts.IsApplied(snapshot, options))
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        WriterFeatures.Check(snapshot);
        var plan = new MergePlan(snapshot, spec, await engine.DescribeAsync(spec.Source, cancellationToken).ConfigureAwait(false));
        try
        {
            return await RunAsync(snapshot, plan, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await engine.ExecuteAsync(plan.DropTables, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<CommitResult> RunAsync(Snapshot snapshot, MergePlan plan, CancellationToken cancellationToken)
    {
        var all = NumberedFile.All(snapshot);
        var scan = await DeltaScan.PlanAsync(snapshot, all, withRowAddress: true, cancellationToken).ConfigureAwait(false);
        await engine.ExecuteAsync(plan.LoadSource, cancellationToken).ConfigureAwait(false);
        await engine.ExecuteAsync(plan.FindMatches(scan), cancellationToken).ConfigureAwait(false);
        if (await engine.CountAsync(plan.CountAmbiguous, cancellationToken).ConfigureAwait(false) is > 0 and var ambiguous)
        {
            throw new AmbiguousMergeException($"{ambiguous} table rows are matched and changed by more than one source row. Make the source unique by {string.Join(", ", spec.Key)}. Nothing was written.", table.Location, snapshot.Version);
        }

        if (spec.NotMatchedBySourceDelete)
        {
            await engine.ExecuteAsync(plan.FindUnmatched(scan), cancellationToken).ConfigureAwait(false);
        }

        var touched = new List<NumberedFile>();
        await foreach (var row in engine.QueryAsync(plan.TouchedFiles, cancellationToken).ConfigureAwait(false))
        {
            touched.Add(all[(int)row.GetInt64(0)]);
        }

        var updated = await engine.CountAsync(plan.CountUpdated, cancellationToken).ConfigureAwait(false);
        var deleted = await engine.CountAsync(plan.CountDeleted, cancellationToken).ConfigureAwait(false);
        var inserted = await engine.CountAsync(plan.CountInserted, cancellationToken).ConfigureAwait(false);
        if (touched.Count > 0)
        {
            AppendOnly.Refuse(snapshot, "changed");
        }

        if (touched.Count == 0 && inserted == 0 && options.Transaction is null)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var rewritten = await DeltaScan.PlanAsync(snapshot, touched, withRowAddress: true, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AddFile> added = touched.Count == 0 && inserted == 0
            ? []
            : await new DataFileWriter(engine, table.Store, snapshot.Schema, snapshot.Metadata).WriteAsync(plan.NewRows(rewritten), true, cancellationToken).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = touched.Select(file => file.File.Remove(now, dataChange: true)).ToArray();
        var version = await Committer.CommitAsync(
            table.Store, snapshot, Info(inserted, updated, deleted, added.Count, removed.Length), [.. CommitActions.Transaction(options), .. removed, .. added], readsTable: true, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, inserted, updated, deleted, added.Count, removed.Length, true);
    }

    private CommitInfo Info(long inserted, long updated, long deleted, int added, int removed) => CommitActions.Info(
        "MERGE",
        false,
        options,
        new Dictionary<string, string?> { ["predicate"] = string.Join(" AND ", spec.Key.Select(key => $"source.{key} = target.{key}")) },
        new Dictionary<string, string?>
        {
            ["numTargetRowsInserted"] = inserted.ToString(CultureInfo.InvariantCulture),
            ["numTargetRowsUpdated"] = updated.ToString(CultureInfo.InvariantCulture),
            ["numTargetRowsDeleted"] = deleted.ToString(CultureInfo.InvariantCulture),
            ["numTargetFilesAdded"] = added.ToString(CultureInfo.InvariantCulture),
            ["numTargetFilesRemoved"] = removed.ToString(CultureInfo.InvariantCulture),
        });
}
