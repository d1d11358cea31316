namespace Lakehouse.Delta.Engine;

/// <summary>The columns of a Parquet checkpoint as DuckDB types (protocol: Checkpoint Schema).</summary>
internal static class CheckpointSchema
{
    private const string DeletionVector = "STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, \"offset\" INTEGER, sizeInBytes INTEGER, cardinality BIGINT)";

    /// <summary>Column → type, for what this library writes.</summary>
    public static IReadOnlyList<(string Name, string Type)> Written { get; } =
    [
        ("txn", "STRUCT(appId VARCHAR, \"version\" BIGINT, lastUpdated BIGINT)"),
        ("add", $"STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags MAP(VARCHAR, VARCHAR), deletionVector {DeletionVector}, baseRowId BIGINT, defaultRowCommitVersion BIGINT, clusteringProvider VARCHAR)"),
        ("remove", $"STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, deletionVector {DeletionVector}, baseRowId BIGINT, defaultRowCommitVersion BIGINT)"),
        ("metaData", "STRUCT(id VARCHAR, \"name\" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)"),
        ("protocol", "STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])"),
        ("domainMetadata", "STRUCT(\"domain\" VARCHAR, configuration VARCHAR, removed BOOLEAN)"),
    ];

    /// <summary>Column → type, for what only v2 checkpoints have.</summary>
    public static IReadOnlyList<(string Name, string Type)> WrittenInV2 { get; } =
    [
        ("checkpointMetadata", "STRUCT(\"version\" BIGINT)"),
        ("sidecar", "STRUCT(path VARCHAR, sizeInBytes BIGINT, modificationTime BIGINT)"),
    ];

    /// <summary>Column → type, for what is read: also v2 checkpoints, and the row count of statistics kept as columns.</summary>
    public static IReadOnlyList<(string Name, string Type)> Read { get; } =
    [
        .. Written.Select(column => column.Name == "add" ? (column.Name, column.Type[..^1] + ", stats_parsed STRUCT(numRecords BIGINT))") : column),
        ("sidecar", "STRUCT(path VARCHAR, sizeInBytes BIGINT)"),
    ];
}
