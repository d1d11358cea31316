namespace Lakehouse.Delta;

/// <summary>Another writer removed, or marked rows of, a data file that this operation removes or marks too.</summary>
public sealed class ConcurrentDeleteDeleteException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : ConcurrentModificationException(problem, table, version, file, inner);
