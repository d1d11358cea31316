namespace Lakehouse.Delta.Engine;

/// <summary>How a folder of Parquet files becomes a table.</summary>
public sealed record ConvertOptions
{
    /// <summary>
    /// Partition columns and their types, in the order of the folders (<c>year=2024/month=5/</c>); null finds the names from the folders and types
    /// from the values: <c>long</c>, <c>date</c>, <c>timestamp</c> or <c>string</c>.
    /// </summary>
    public StructType? PartitionSchema { get; init; }

    /// <summary>Whether minima, maxima and null counts are taken from the files' footers.</summary>
    public bool CollectStatistics { get; init; } = true;

    /// <summary>Table properties.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(0);

    /// <summary>Facts for people and tools, kept as a JSON object in <c>commitInfo.userMetadata</c>.</summary>
    public IReadOnlyDictionary<string, string> CommitTags { get; init; } = new Dictionary<string, string>(0);

    /// <summary>Told how far it has come, from any thread but never two reports at a time; null for nobody.</summary>
    public IProgress<OperationProgress>? Progress { get; init; }
}
