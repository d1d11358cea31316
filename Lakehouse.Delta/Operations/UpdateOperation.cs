namespace Lakehouse.Delta.Engine;

/// <summary>UPDATE: the rows are found, leave their files, and get new versions.</summary>
internal sealed class UpdateOperation(DeltaTable table, DuckDbEngine engine, IReadOnlyDictionary<string, string> set, string? predicate, WriteOptions options) : RowOperation(table, engine, options)
{
    protected override string Name => "update";

    protected override bool CopiesRows => true;

    protected override string Change => "updated";

    protected override string? Predicate => predicate;

    protected override async Task<CommitResult> RunAsync(Snapshot snapshot, PredicateFiles files, OperationMetrics metrics, CancellationToken cancellationToken)
    {
        var values = new ColumnValues(snapshot, snapshot.Schema);
        var columns = values.Complete(values.Given(set));
        await new ExpressionCheck(Engine, snapshot).ValuesAsync("the update", set, EmptyTarget(snapshot), cancellationToken).ConfigureAwait(false);
        var scan = await DeltaScan.PlanAsync(snapshot, [.. files.Whole, .. files.Partly], withRowAddress: true, cancellationToken).ConfigureAwait(false);
        await using var rows = await RowSelection.FindAsync(Engine, scan, predicate, updated: true, cancellationToken).ConfigureAwait(false);
        metrics.Lap("scanTimeMs");
        if (rows.Count == 0 && Options.Transaction is null)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var change = new RowChange
        {
            All = NumberedFile.All(snapshot),
            Leaving = rows.Rows,
            UpdatedCount = rows.Count,
            NewVersions = touched =>
            [
                NewRows.Of(columns, $"{touched.Sql} AS target JOIN {rows.Rows} AS changed ON changed.{RowAddress.File} = target.{RowAddress.File} AND changed.{RowAddress.Row} = target.{RowAddress.Row}"),
            ],
        };
        var written = await new RowRewrite(Engine, snapshot, new RowWriter(Table, Engine, TableShape.Of(snapshot))).RunAsync(change, cancellationToken).ConfigureAwait(false);
        var report = written.Report(metrics.Lap("rewriteTimeMs")).Set("numUpdatedRows", rows.Count).Set("numCopiedRows", written.CopiedRows).Finish();
        var info = CommitActions.Info("UPDATE", false, Options, predicate is null ? EmptyMap.Instance : new Dictionary<string, string?> { ["predicate"] = OperationParameters.List(predicate) }, report.Values);
        var version = await CommitAsync(snapshot, info, written, files.Read, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, 0, rows.Count, 0, written.Written.Count + written.Masked.Count, written.Removed.Count, true);
    }
}
