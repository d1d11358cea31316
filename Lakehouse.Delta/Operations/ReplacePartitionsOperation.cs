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

        var partitions = added.Select(file => Partition(shape, file)).ToHashSet(StringComparer.Ordinal);
        AddFile[] replaced = [.. (snapshot?.Files ?? []).Where(file => partitions.Contains(Partition(shape, file)))];
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
            TableRead.Of(replaced, file => partitions.Contains(Partition(shape, file))) with { Isolation = options.Isolation },
            cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, rows, 0, replaced.Sum(file => TouchedFile.LiveRows(file) ?? 0), added.Count, removed.Length, true);
    }

    /// <summary>The partition of a file; a table without partition columns has one. Null and "" are the same value.</summary>
    private static string Partition(TableShape shape, AddFile file) => string.Join('\u0001', shape.Metadata.PartitionColumns
        .Select(column => file.PartitionValues.GetValueOrDefault(shape.Schema.Find(column)!.PhysicalName))
        .Select(value => string.IsNullOrEmpty(value) ? "\u0002" : value));
}
