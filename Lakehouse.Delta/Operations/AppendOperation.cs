namespace Lakehouse.Delta.Engine;

/// <summary>Appends rows; data files are written once, however often the commit has to be tried.</summary>
internal sealed class AppendOperation(DeltaTable table, DuckDbEngine engine, WriteOptions options)
{
    private readonly NewDataFiles newFiles = new(table, engine);

    public Task<CommitResult> RunAsync(string selectSql, CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "The append", options, snapshot => AttemptAsync(snapshot, selectSql, cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, string selectSql, CancellationToken cancellationToken)
    {
        if (WriteAttempts.IsApplied(snapshot, options))
        {
            return CommitResult.Nothing(snapshot!.Version);
        }

        if (snapshot is not null)
        {
            WriterFeatures.CheckForNewRows(snapshot);
        }

        var source = await ExpressionCheck.SourceAsync(engine, selectSql, table.Location, cancellationToken).ConfigureAwait(false);
        var shape = SchemaEvolution.Of(snapshot, source, options);
        var added = await newFiles.WriteAsync(new NewRows(selectSql, source), shape, cancellationToken).ConfigureAwait(false);

        var rows = added.Sum(file => FileStatistics.ReadNumRecords(file.StatisticsJson.Span) ?? 0);
        if (snapshot is not null && added.Count == 0 && options.Transaction is null)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var metrics = new OperationMetrics().Wrote(added, rows);
        var info = CommitActions.Info("WRITE", true, options, new Dictionary<string, string?> { ["mode"] = "Append", ["partitionBy"] = OperationParameters.List(shape.Metadata.PartitionColumns) }, metrics.Values);
        var version = await Committer.CommitAsync(table.Store, snapshot, info, [.. shape.ChangesSince(snapshot), .. CommitActions.Transaction(options), .. added], TableRead.Nothing, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, rows, 0, 0, added.Count, 0, true);
    }
}
