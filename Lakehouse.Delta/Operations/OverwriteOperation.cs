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
            WriterFeatures.Check(snapshot);
            AppendOnly.Refuse(snapshot, "overwritten");
        }

        var source = await ExpressionCheck.SourceAsync(engine, selectSql, table.Location, cancellationToken).ConfigureAwait(false);
        var shape = snapshot is null ? CommitActions.NewShape(source, options)
            : SameColumns(snapshot.Schema, source) ? TableShape.Of(snapshot)
            : CommitActions.Reshape(snapshot, source);
        var added = await newFiles.WriteAsync(new NewRows(selectSql, source), shape, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(snapshot, shape, added, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CommitResult> CommitAsync(Snapshot? snapshot, TableShape shape, IReadOnlyList<AddFile> added, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = snapshot?.Files.Select(file => file.Remove(now, dataChange: true)).ToArray() ?? [];
        var rows = added.Sum(file => FileStatistics.ReadNumRecords(file.StatisticsJson.Span) ?? 0);
        var gone = snapshot?.Files.Sum(file => TouchedFile.LiveRows(file) ?? 0) ?? 0;
        var metrics = new OperationMetrics()
            .Set("numFiles", added.Count)
            .Set("numOutputRows", rows)
            .Set("numOutputBytes", added.Sum(file => file.Size))
            .Set("numRemovedFiles", removed.Length)
            .Set("numRemovedBytes", removed.Sum(file => file.Size ?? 0));
        var info = CommitActions.Info("WRITE", false, options, new Dictionary<string, string?> { ["mode"] = "Overwrite", ["partitionBy"] = OperationParameters.List(shape.Metadata.PartitionColumns) }, metrics.Values);
        IEnumerable<LogAction> state = snapshot is null ? [shape.Protocol, shape.Metadata] : shape.ChangesSince(snapshot);
        var version = await Committer.CommitAsync(
            table.Store, snapshot, info, [.. state, .. CommitActions.Transaction(options), .. removed, .. added], TableRead.WholeTable with { Isolation = options.Isolation }, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, rows, 0, gone, added.Count, removed.Length, true);
    }

    /// <summary>Whether only nullability and column metadata differ, which an overwrite then keeps.</summary>
    private static bool SameColumns(StructType table, StructType source) =>
        table.Fields.Count == source.Fields.Count
        && table.Fields.Zip(source.Fields).All(pair => pair.First.Name == pair.Second.Name && DuckTypes.Of(pair.First.Type) == DuckTypes.Of(pair.Second.Type));
}
