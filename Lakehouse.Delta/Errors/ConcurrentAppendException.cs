namespace Lakehouse.Delta;

/// <summary>Another writer added rows that this operation would have read.</summary>
public sealed class ConcurrentAppendException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : ConcurrentModificationException(problem, table, version, file, inner);
