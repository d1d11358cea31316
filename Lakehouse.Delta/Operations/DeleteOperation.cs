namespace Lakehouse.Delta.Engine;

/// <summary>DELETE: files whose rows all go are not read; the rows of others are found and taken out.</summary>
internal sealed class DeleteOperation(DeltaTable table, DuckDbEngine engine, string? predicate, WriteOptions options) : RowOperation(table, engine, options)
{
    protected override string Name => "delete";

    protected override string Change => "deleted";

    protected override string? Predicate => predicate;

    protected override async Task<CommitResult> RunAsync(Snapshot snapshot, PredicateFiles files, OperationMetrics metrics, CancellationToken cancellationToken)
    {
        var scan = await DeltaScan.PlanAsync(snapshot, files.Partly, withRowAddress: true, cancellationToken).ConfigureAwait(false);
        await using var rows = await RowSelection.FindAsync(Engine, scan, predicate, updated: false, cancellationToken).ConfigureAwait(false);
        metrics.Lap("scanTimeMs");
        if (rows.Count == 0 && files.Whole.Count == 0 && Options.Transaction is null)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var written = await new RowRewrite(Engine, snapshot, new RowWriter(Table, Engine, TableShape.Of(snapshot))).RunAsync(
            new RowChange { All = NumberedFile.All(snapshot), Leaving = rows.Count > 0 ? rows.Rows : null, Gone = files.Whole }, cancellationToken).ConfigureAwait(false);
        var report = written.Report(metrics.Lap("rewriteTimeMs")).Set("numDeletedRows", written.LeavingRows).Set("numCopiedRows", written.CopiedRows).Finish();
        var info = CommitActions.Info("DELETE", false, Options, new Dictionary<string, string?> { ["predicate"] = OperationParameters.List(predicate ?? "true") }, report.Values);
        var version = await CommitAsync(snapshot, info, written, files.Read, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, 0, 0, written.LeavingRows ?? 0, written.Written.Count + written.Masked.Count, written.Removed.Count, true);
    }
}
