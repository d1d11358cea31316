namespace Lakehouse.Delta;

/// <summary>Rows of a table with <c>delta.appendOnly</c> were to be changed or removed.</summary>
public sealed class AppendOnlyTableException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
