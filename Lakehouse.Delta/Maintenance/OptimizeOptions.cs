namespace Lakehouse.Delta.Engine;

/// <summary>Which files OPTIMIZE writes anew, and how.</summary>
public sealed record OptimizeOptions
{
    /// <summary>Only partitions for which this SQL predicate over the partition columns is true; null for all.</summary>
    public string? Where { get; init; }

    /// <summary>Columns by which rows that are near each other come into the same files (Z-order); empty for compaction only.</summary>
    public IReadOnlyList<string> ZOrderBy { get; init; } = [];

    /// <summary>Length that new files should have, in bytes; null takes the table property <c>delta.targetFileSize</c>, else 128 MiB.</summary>
    public long? TargetFileSize { get; init; }

    /// <summary>Files of fewer bytes are put together; null is three quarters of the target.</summary>
    public long? SmallerThan { get; init; }

    /// <summary>For a clustered table: also the files that are clustered already.</summary>
    public bool Full { get; init; }

    /// <summary>How many groups of files are written at the same time, at most; null is half of the processors.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Facts for people and tools, kept as a JSON object in <c>commitInfo.userMetadata</c>.</summary>
    public IReadOnlyDictionary<string, string> CommitTags { get; init; } = new Dictionary<string, string>(0);

    /// <summary>Told how far it has come, from any thread but never two reports at a time; null for nobody.</summary>
    public IProgress<OperationProgress>? Progress { get; init; }
}
