namespace Lakehouse.Delta;

/// <summary>Commits are missing between versions that the log still has, so no version after the gap can be rebuilt.</summary>
public sealed class LogGapException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
