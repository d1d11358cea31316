namespace Lakehouse.Delta.Engine;

/// <summary>Replaces the partitions that new rows fall into (dynamic partition overwrite).</summary>
internal sealed class ReplacePartitionsOperation(DeltaTable table, DuckDbEngine engine, WriteOptions options)
{
    private readonly NewDataFiles newFiles = new(table, engine);

    public Task<CommitResult> RunAsync(string selectSql, CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "The replacement of partitions", options, snapshot => AttemptAsync(snapshot, selectSql, cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, string selectSql, CancellationToken cancellationToken)
    {
        if (WriteAttempts.IsApplied(snapshot, options))
        {
            return CommitResult.Nothing(snapshot!.Version);
        }

        if (snapshot is not null)
        {
            WriterFeatures.Check(snapshot);
            AppendOnly.Refuse(snapshot, "replaced");
        }

        var source = await ExpressionCheck.SourceAsync(engine, selectSql, table.Location, cancellationToken).ConfigureAwait(false);
        var shape = SchemaEvolution.Of(snapshot, source, options);
        var added = await newFiles.WriteAsync(new NewRows(selectSql, source), shape, cancellationToken).ConfigureAwait(false);
        if (snapshot is not null && added.Count == 0 && options.Transaction is null)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var key = new PartitionKey(shape.Metadata, shape.Schema);
        var partitions = added.Select(key.Of).ToHashSet(StringComparer.Ordinal);
        AddFile[] replaced = [.. (snapshot?.Files ?? []).Where(file => partitions.Contains(key.Of(file)))];
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        RemoveFile[] removed = [.. replaced.Select(file => file.Remove(now, dataChange: true))];
        var rows = added.Sum(file => FileStatistics.ReadNumRecords(file.StatisticsJson.Span) ?? 0);
        var metrics = new OperationMetrics().Wrote(added, rows).Removed(removed);
        var parameters = new Dictionary<string, string?> { ["mode"] = "Overwrite", ["partitionBy"] = OperationParameters.List(shape.Metadata.PartitionColumns), ["isDynamicPartitionOverwrite"] = "true" };
        var version = await Committer.CommitAsync(
            table.Store,
            snapshot,
            CommitActions.Info("WRITE", false, options, parameters, metrics.Values),
            [.. shape.ChangesSince(snapshot), .. CommitActions.Transaction(options), .. removed, .. added],
            TableRead.Of(replaced, file => partitions.Contains(key.Of(file))) with { Isolation = options.Isolation },
            cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, rows, 0, replaced.Sum(file => TouchedFile.LiveRows(file) ?? 0), added.Count, removed.Length, true);
    }
}
