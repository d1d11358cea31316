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

    /// <summary>Members of the column <c>add</c>, in their order.</summary>
    public static IReadOnlyList<string> AddMembers { get; } =
        ["path", "partitionValues", "size", "modificationTime", "dataChange", "stats", "tags", "deletionVector", "baseRowId", "defaultRowCommitVersion", "clusteringProvider"];

    /// <summary>Column → type, with more members of the column <c>add</c>: <c>, stats_parsed STRUCT(…)</c>.</summary>
    public static IReadOnlyList<(string Name, string Type)> WithAdd(IReadOnlyList<(string Name, string Type)> columns, string members) =>
        members.Length == 0 ? columns : [.. columns.Select(column => column.Name == "add" ? (column.Name, $"{column.Type[..^1]}{members})") : column)];

    /// <summary>Column → type, for what is read: also v2 checkpoints.</summary>
    public static IReadOnlyList<(string Name, string Type)> Read { get; } = [.. Written, ("sidecar", "STRUCT(path VARCHAR, sizeInBytes BIGINT)")];
}
