using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Replaces the rows for which a predicate is true.</summary>
internal sealed class ReplaceWhereOperation(DeltaTable table, DuckDbEngine engine, ReplaceWhereSpec spec, WriteOptions options) : RowOperation(table, engine, options)
{
    private const string OtherRow = "The row does not satisfy the predicate of the replacement";

    protected override string Name => "replacement";

    protected override string Change => "replaced";

    protected override string? Predicate => spec.Predicate;

    protected override async Task<CommitResult> RunAsync(Snapshot snapshot, PredicateFiles files, OperationMetrics metrics, CancellationToken cancellationToken)
    {
        var source = await ExpressionCheck.SourceAsync(Engine, spec.Source, Table.Location, cancellationToken).ConfigureAwait(false);
        GivenIdentities.Refuse(source, snapshot.Schema, Table.Location);
        var shape = SchemaEvolution.Of(snapshot, source, Options);
        var writer = new RowWriter(Table, Engine, shape);
        var scan = await DeltaScan.PlanAsync(snapshot, files.Partly, withRowAddress: true, cancellationToken).ConfigureAwait(false);
        await using var rows = await RowSelection.FindAsync(Engine, scan, spec.Predicate, updated: false, cancellationToken).ConfigureAwait(false);
        var change = new RowChange
        {
            All = NumberedFile.All(snapshot),
            Leaving = rows.Count > 0 ? rows.Rows : null,
            Gone = files.Whole,
            Inserted = [Checked(writer, new NewRows(spec.Source, source))],
            InsertedCount = null,
        };
        var written = await RewriteAsync(snapshot, writer, change, cancellationToken).ConfigureAwait(false);
        if (written.IsEmpty && Options.Transaction is null)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        metrics.Wrote(written.Written, written.InsertedRows + written.CopiedRows)
            .Removed(written.FilesGone)
            .Set("numDeletedRows", written.LeavingRows)
            .Set("numCopiedRows", written.CopiedRows)
            .Set("numAddedChangeFiles", written.ChangeData.Count);
        var parameters = new Dictionary<string, string?> { ["mode"] = "Overwrite", ["partitionBy"] = OperationParameters.List(snapshot.Metadata.PartitionColumns), ["predicate"] = spec.Predicate };
        var version = await CommitAsync(snapshot, CommitActions.Info("WRITE", false, Options, parameters, metrics.Values), written, files.Read, cancellationToken, shape).ConfigureAwait(false);
        return new CommitResult(version, written.InsertedRows, 0, written.LeavingRows ?? 0, written.Written.Count + written.Masked.Count, written.Removed.Count, true);
    }

    private async Task<RewrittenFiles> RewriteAsync(Snapshot snapshot, RowWriter writer, RowChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await new RowRewrite(Engine, snapshot, writer).RunAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (DuckDBException error) when (error.Message.Contains(OtherRow, StringComparison.Ordinal))
        {
            throw new ConstraintViolationException($"A row to write does not satisfy \"{spec.Predicate}\", the predicate of the replacement, so that it would not be replaced itself. Filter the rows, or allow others. Nothing was written.", Table.Location, snapshot.Version, null, error);
        }
    }

    /// <summary>The rows in the table's shape, with the demand that the predicate is true for each.</summary>
    private NewRows Checked(RowWriter writer, NewRows rows) => spec.AllowOtherRows ? rows : new NewRows(
        $"SELECT * FROM ({writer.Shape(rows)}) AS target WHERE CASE WHEN {Sql.Nest(spec.Predicate)} THEN true ELSE error({Sql.Text(OtherRow)}) END", writer.Schema);
}
