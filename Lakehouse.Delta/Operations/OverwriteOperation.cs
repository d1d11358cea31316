namespace Lakehouse.Delta.Engine;

/// <summary>Replaces all rows, and the schema where it differs.</summary>
internal sealed class OverwriteOperation(DeltaTable table, DuckDbEngine engine, WriteOptions options)
{
    private readonly NewDataFiles newFiles = new(table, engine);

    public Task<CommitResult> RunAsync(string selectSql, CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "The overwrite", options, snapshot => AttemptAsync(snapshot, selectSql, cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, string selectSql, CancellationToken cancellationToken)
    {
        if (WriteAttempts.IsApplied(snapshot, options))
        {
            return CommitResult.Nothing(snapshot!.Version);
        }

        if (snapshot is not null)
        {
            WriterFeatures.CheckForNewRows(snapshot);
            AppendOnly.Refuse(snapshot, "overwritten");
        }

        var source = await ExpressionCheck.SourceAsync(engine, selectSql, table.Location, cancellationToken).ConfigureAwait(false);
        var shape = snapshot is null ? CommitActions.NewShape(source, options)
            : Fills(snapshot.Schema, source) ? TableShape.Of(snapshot)
            : CommitActions.Reshape(snapshot, Keep(snapshot.Schema, source));
        var added = await newFiles.WriteAsync(new NewRows(selectSql, source), shape, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(snapshot, shape, added, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CommitResult> CommitAsync(Snapshot? snapshot, TableShape shape, IReadOnlyList<AddFile> added, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = snapshot?.Files.Select(file => file.Remove(now, dataChange: true)).ToArray() ?? [];
        var rows = added.Sum(file => FileStatistics.ReadNumRecords(file.StatisticsJson.Span) ?? 0);
        var gone = snapshot?.Files.Sum(file => TouchedFile.LiveRows(file) ?? 0) ?? 0;
        var metrics = new OperationMetrics().Wrote(added, rows).Removed(removed);
        var info = CommitActions.Info("WRITE", false, options, new Dictionary<string, string?> { ["mode"] = "Overwrite", ["partitionBy"] = OperationParameters.List(shape.Metadata.PartitionColumns) }, metrics.Values);
        var version = await Committer.CommitAsync(
            table.Store, snapshot, info, [.. shape.ChangesSince(snapshot), .. CommitActions.Transaction(options), .. removed, .. added], TableRead.WholeTable with { Isolation = options.Isolation }, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, rows, 0, gone, added.Count, removed.Length, true);
    }

    /// <summary>Whether the rows have just the table's columns, apart from those that the table computes.</summary>
    private static bool Fills(StructType table, StructType source) =>
        table.Fields.Where(field => source.Find(field.Name) is not null || !IsComputed(field)).Select(field => (field.Name, DuckTypes.Of(field.Type)))
            .SequenceEqual(source.Fields.Select(field => (field.Name, DuckTypes.Of(field.Type))));

    private static bool IsComputed(StructField field) => field.GenerationExpression is not null || field.Identity is not null || field.DefaultExpression is not null;

    /// <summary>The new columns; those that the table has with the same type keep all that the table says about them.</summary>
    private static StructType Keep(StructType table, StructType source) =>
        new([.. source.Fields.Select(field => table.Find(field.Name) is { } same && DuckTypes.Of(same.Type) == DuckTypes.Of(field.Type) ? same with { Name = field.Name } : field)]);
}
