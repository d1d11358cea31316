namespace Lakehouse.Delta;

/// <summary>Another writer recorded progress of the same application (<c>txn</c>), or changed the same metadata domain.</summary>
public sealed class ConcurrentTransactionException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : ConcurrentModificationException(problem, table, version, file, inner);
