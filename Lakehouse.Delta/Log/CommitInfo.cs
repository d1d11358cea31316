namespace Lakehouse.Delta;

/// <summary>Who committed what: information for people, and the in-commit timestamp.</summary>
public sealed record CommitInfo : LogAction
{
    /// <summary>Clock of the writer, milliseconds since 1970, or null.</summary>
    public long? TimestampMs { get; init; }

    /// <summary>The commit's time where the table has in-commit timestamps, milliseconds since 1970, or null.</summary>
    public long? InCommitTimestampMs { get; init; }

    /// <summary>Name of the operation, such as <c>WRITE</c> or <c>MERGE</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>The operation's parameters.</summary>
    public IReadOnlyDictionary<string, string?> OperationParameters { get; init; } = EmptyMap.Instance;

    /// <summary>Counts of rows and files, as texts.</summary>
    public IReadOnlyDictionary<string, string?> OperationMetrics { get; init; } = EmptyMap.Instance;

    /// <summary>Library that wrote the commit.</summary>
    public string? EngineInfo { get; init; }

    /// <summary>Version that the writer had read, or null.</summary>
    public long? ReadVersion { get; init; }

    /// <summary>Whether the commit only added files without reading the table.</summary>
    public bool? IsBlindAppend { get; init; }

    /// <summary>Isolation level that the writer kept to, such as <c>WriteSerializable</c>, or null.</summary>
    public string? IsolationLevel { get; init; }

    /// <summary>Marks of the writer for other writers, or null.</summary>
    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>Identity of the commit: tells whose answer was lost.</summary>
    public string? TxnId { get; init; }

    /// <summary>Text of the user, or null.</summary>
    public string? UserMetadata { get; init; }
}
