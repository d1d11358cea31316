namespace Lakehouse.Delta.Engine;

/// <summary>Actions that every operation commits.</summary>
internal static class CommitActions
{
    private static readonly string Engine = $"Lakehouse.Delta/{typeof(CommitActions).Assembly.GetName().Version!.ToString(3)}";

    public static CommitInfo Info(string operation, bool blindAppend, WriteOptions options, IReadOnlyDictionary<string, string?> parameters, IReadOnlyDictionary<string, string?> metrics) => new()
    {
        Operation = operation,
        OperationParameters = parameters,
        OperationMetrics = metrics,
        EngineInfo = Engine,
        IsBlindAppend = blindAppend,
        TxnId = Guid.NewGuid().ToString(),
        UserMetadata = options.CommitTags.Count == 0 ? null : OperationParameters.Map(options.CommitTags.Select(tag => KeyValuePair.Create(tag.Key, (string?)tag.Value))),
    };

    /// <summary>The txn action, if the options ask for one.</summary>
    public static IEnumerable<LogAction> Transaction(WriteOptions options) =>
        options.Transaction is { } transaction ? [transaction with { LastUpdatedMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() }] : [];

    /// <summary>A new table for rows of a schema, as the options describe it.</summary>
    public static TableShape NewShape(StructType schema, WriteOptions options)
    {
        var missing = options.PartitionBy.FirstOrDefault(column => schema.Find(column) is null);
        return missing is not null
            ? throw new SchemaMismatchException($"The table cannot be partitioned by '{missing}': it has no such column. Its columns: {string.Join(", ", schema.Fields.Select(field => field.Name))}.", null)
            : TableShape.New(schema, new Metadata(Guid.NewGuid().ToString(), "", [.. options.PartitionBy.Select(column => schema.Find(column)!.Name)])
            {
                Configuration = options.Properties.ToDictionary(entry => entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal),
                CreatedTime = DateTimeOffset.UtcNow,
                Description = options.Description,
            });
    }

    /// <summary>A table whose schema becomes another one.</summary>
    public static TableShape Reshape(Snapshot snapshot, StructType schema)
    {
        string[] kept = [.. snapshot.Metadata.PartitionColumns.Where(column => schema.Find(column) is not null)];
        return TableShape.Of(snapshot).With(schema, snapshot.Metadata with { PartitionColumns = kept });
    }
}
