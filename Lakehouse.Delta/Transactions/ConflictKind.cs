namespace Lakehouse.Delta;

/// <summary>The rule that a commit of another writer breaks, each with an exception of its own.</summary>
internal enum ConflictKind
{
    /// <inheritdoc cref="ConcurrentAppendException"/>
    ConcurrentAppend,

    /// <inheritdoc cref="ConcurrentDeleteReadException"/>
    ConcurrentDeleteRead,

    /// <inheritdoc cref="ConcurrentDeleteDeleteException"/>
    ConcurrentDeleteDelete,

    /// <inheritdoc cref="MetadataChangedException"/>
    MetadataChanged,

    /// <inheritdoc cref="ProtocolChangedException"/>
    ProtocolChanged,

    /// <inheritdoc cref="ConcurrentTransactionException"/>
    ConcurrentTransaction,
}
