using System.Globalization;

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

        var source = await engine.DescribeAsync(selectSql, cancellationToken).ConfigureAwait(false);
        var schema = snapshot is not null && SameColumns(snapshot.Schema, source) ? snapshot.Schema : source;
        var metadata = snapshot is not null && schema == snapshot.Schema ? snapshot.Metadata : CommitActions.NewMetadata(schema, options, snapshot);
        var added = await newFiles.WriteAsync(selectSql, source, schema, metadata, cancellationToken).ConfigureAwait(false);

        return await CommitAsync(snapshot, schema, metadata, added, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CommitResult> CommitAsync(Snapshot? snapshot, StructType schema, Metadata metadata, IReadOnlyList<AddFile> added, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = snapshot?.Files.Select(file => file.Remove(now, dataChange: true)).ToArray() ?? [];
        var rows = added.Sum(file => FileStatistics.ReadNumRecords(file.StatisticsJson.Span) ?? 0);
        var gone = snapshot?.Files.Sum(file => (FileStatistics.ReadNumRecords(file.StatisticsJson.Span) ?? 0) - (file.DeletionVector?.Cardinality ?? 0)) ?? 0;
        var info = CommitActions.Info("WRITE", false, options, new Dictionary<string, string?> { ["mode"] = "Overwrite", ["partitionBy"] = "[]" }, new Dictionary<string, string?>
        {
            ["numFiles"] = added.Count.ToString(CultureInfo.InvariantCulture),
            ["numOutputRows"] = rows.ToString(CultureInfo.InvariantCulture),
            ["numOutputBytes"] = added.Sum(file => file.Size).ToString(CultureInfo.InvariantCulture),
            ["numRemovedFiles"] = removed.Length.ToString(CultureInfo.InvariantCulture),
        });
        var actions = new List<LogAction>();
        var protocol = NewTable.ProtocolFor(schema, metadata.Configuration);
        if (snapshot is null)
        {
            actions.AddRange([protocol, metadata]);
        }
        else if (!ReferenceEquals(metadata, snapshot.Metadata))
        {
            if (ProtocolUpgrade.Needed(snapshot.Protocol, protocol) is { } upgraded)
            {
                actions.Add(upgraded);
            }

            actions.Add(metadata);
        }

        actions.AddRange([.. CommitActions.Transaction(options), .. removed, .. added]);
        var version = await Committer.CommitAsync(table.Store, snapshot, info, actions, TableRead.WholeTable with { Isolation = options.Isolation }, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, rows, 0, gone, added.Count, removed.Length, true);
    }

    /// <summary>Whether only nullability and column metadata differ, which an overwrite then keeps.</summary>
    private static bool SameColumns(StructType table, StructType source) =>
        table.Fields.Count == source.Fields.Count
        && table.Fields.Zip(source.Fields).All(pair => pair.First.Name == pair.Second.Name && DuckTypes.Of(pair.First.Type) == DuckTypes.Of(pair.Second.Type));
}
