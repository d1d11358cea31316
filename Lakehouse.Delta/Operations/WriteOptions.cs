namespace Lakehouse.Delta.Engine;

/// <summary>How a write is recorded.</summary>
public sealed record WriteOptions
{
    /// <summary>Application progress that is committed with the rows. A table that has this version or a later one is left as it is.</summary>
    public AppTransaction? Transaction { get; init; }

    /// <summary>
    /// Whether the write is done even where the table has the transaction's version, or a later one: a replay. The table then says the version of
    /// the replay, which may be lower than before. Only an overwrite makes sense: its rows do not depend on what was applied.
    /// </summary>
    public bool Reapply { get; init; }

    /// <summary>Partition columns of a table that is created; ignored where the table exists.</summary>
    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>Table properties of a table that is created.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(0);

    /// <summary>Description of a table that is created.</summary>
    public string? Description { get; init; }

    /// <summary>Facts for people and tools, kept as a JSON object in <c>commitInfo.userMetadata</c>.</summary>
    public IReadOnlyDictionary<string, string> CommitTags { get; init; } = new Dictionary<string, string>(0);

    /// <summary>
    /// Whether an append or a replacement adds the columns that its rows bring along and the table lacks, with all that is inside of structs
    /// (Spark's <c>mergeSchema</c>), and widens types where the table has <c>delta.enableTypeWidening</c>; else such rows are refused. An overwrite
    /// always takes the columns of its rows.
    /// </summary>
    public bool MergeSchema { get; init; }

    /// <summary>How strictly this write is ordered among those of others; null leaves it to the table's <c>delta.isolationLevel</c>.</summary>
    public IsolationLevel? Isolation { get; init; }

    /// <summary>How often the operation is run before it gives up because of conflicting commits of others; 1 reports the first conflict.</summary>
    public int Attempts { get; init; } = 20;
}
