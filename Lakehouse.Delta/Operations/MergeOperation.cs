using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>MERGE: with deletion vectors where the table has them, else by copy on write.</summary>
internal sealed class MergeOperation(DeltaTable table, DuckDbEngine engine, MergeSpec spec, WriteOptions options)
{
    public Task<CommitResult> RunAsync(CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "The merge", options, snapshot => AttemptAsync(snapshot, cancellationToken), cancellationToken);

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
        try
        {
            return await RunAsync(snapshot, plan, all, scan, cancellationToken).ConfigureAwait(false);
        }
        catch (DuckDBException error) when (scan.Explain(error) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<CommitResult> RunAsync(Snapshot snapshot, MergePlan plan, NumberedFile[] all, DeltaScan scan, CancellationToken cancellationToken)
    {
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

        var (removed, added) = RowDeletion.IsPossible(snapshot, touched)
            ? await DeleteAndAppendAsync(snapshot, plan, all, touched, updated + inserted, cancellationToken).ConfigureAwait(false)
            : await RewriteAsync(snapshot, plan, touched, inserted, cancellationToken).ConfigureAwait(false);
        var version = await Committer.CommitAsync(
            table.Store, snapshot, Info(inserted, updated, deleted, added.Count, removed.Count), [.. CommitActions.Transaction(options), .. removed, .. added], TableRead.WholeTable with { Isolation = options.Isolation }, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, inserted, updated, deleted, added.Count, removed.Count, true);
    }

    /// <summary>Merge on read: changed rows leave their files by deletion vectors, new versions of them go to new files.</summary>
    private async Task<(IReadOnlyList<RemoveFile> Removed, IReadOnlyList<AddFile> Added)> DeleteAndAppendAsync(
        Snapshot snapshot, MergePlan plan, NumberedFile[] all, List<NumberedFile> touched, long newRows, CancellationToken cancellationToken)
    {
        var (removed, added) = await new RowDeletion(engine, snapshot).DeleteAsync(plan.ChangedRows, all, cancellationToken).ConfigureAwait(false);
        if (newRows > 0)
        {
            var scan = await DeltaScan.PlanAsync(snapshot, touched, withRowAddress: true, cancellationToken).ConfigureAwait(false);
            added.AddRange(await NewFiles(snapshot).WriteAsync(plan.ChangedAndNewRows(scan), true, cancellationToken).ConfigureAwait(false));
        }

        return (removed, added);
    }

    /// <summary>Copy on write: files with a changed row are written anew.</summary>
    private async Task<(IReadOnlyList<RemoveFile> Removed, IReadOnlyList<AddFile> Added)> RewriteAsync(
        Snapshot snapshot, MergePlan plan, List<NumberedFile> touched, long inserted, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        if (touched.Count == 0 && inserted == 0)
        {
            return ([], []);
        }

        var scan = await DeltaScan.PlanAsync(snapshot, touched, withRowAddress: true, cancellationToken).ConfigureAwait(false);
        return ([.. touched.Select(file => file.File.Remove(now, dataChange: true))], await NewFiles(snapshot).WriteAsync(plan.NewRows(scan), true, cancellationToken).ConfigureAwait(false));
    }

    private DataFileWriter NewFiles(Snapshot snapshot) => new(engine, table.Store, snapshot.Schema, snapshot.Metadata);

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
