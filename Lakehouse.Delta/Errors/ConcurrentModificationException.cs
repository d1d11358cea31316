namespace Lakehouse.Delta;

/// <summary>
/// Another writer committed a change that this one cannot be ordered after, and starting again did not help. Nothing was written.
/// The subclass tells which rule was broken.
/// </summary>
public class ConcurrentModificationException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
