namespace Lakehouse.Delta;

/// <summary>A table was to be created where a different one exists already.</summary>
public sealed class TableExistsException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
