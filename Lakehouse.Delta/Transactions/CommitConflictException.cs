namespace Lakehouse.Delta;

/// <summary>A commit by another writer came first and ours does not hold after it: the operation must start again from the new version.</summary>
internal sealed class CommitConflictException(ConflictKind kind, string reason, long version, string? file = null) : Exception(reason)
{
    /// <summary>The rule that was broken.</summary>
    public ConflictKind Kind { get; } = kind;

    /// <summary>The version that came first.</summary>
    public long Version { get; } = version;

    /// <summary>The file that both touch, or null.</summary>
    public string? File { get; } = file;

    /// <summary>The exception that callers of the library see once the operation has given up.</summary>
    public ConcurrentModificationException Describe(string operation, int attempts, Uri table)
    {
        var problem = $"{operation} gave up after {(attempts == 1 ? "one attempt" : $"{attempts} attempts, for other writers were faster each time")}. {Message} Nothing was written; run it again.";
        return Kind switch
        {
            ConflictKind.ConcurrentAppend => new ConcurrentAppendException(problem, table, Version, File, this),
            ConflictKind.ConcurrentDeleteRead => new ConcurrentDeleteReadException(problem, table, Version, File, this),
            ConflictKind.ConcurrentDeleteDelete => new ConcurrentDeleteDeleteException(problem, table, Version, File, this),
            ConflictKind.MetadataChanged => new MetadataChangedException(problem, table, Version, File, this),
            ConflictKind.ProtocolChanged => new ProtocolChangedException(problem, table, Version, File, this),
            ConflictKind.ConcurrentTransaction => new ConcurrentTransactionException(problem, table, Version, File, this),
            _ => new ConcurrentModificationException(problem, table, Version, File, this),
        };
    }
}
