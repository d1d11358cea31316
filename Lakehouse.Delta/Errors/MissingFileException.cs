namespace Lakehouse.Delta;

/// <summary>A file that the log names is not in the store.</summary>
public sealed class MissingFileException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
