namespace Lakehouse.Delta;

/// <summary>Another writer removed rows that this operation had read.</summary>
public sealed class ConcurrentDeleteReadException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : ConcurrentModificationException(problem, table, version, file, inner);
