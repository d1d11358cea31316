namespace Lakehouse.Delta;

/// <summary>Another writer committed a change that this one cannot be ordered after, and retries did not help. Nothing was written.</summary>
public sealed class ConcurrentModificationException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
