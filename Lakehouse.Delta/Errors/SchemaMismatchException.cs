namespace Lakehouse.Delta;

/// <summary>Rows or a schema do not fit the table's schema.</summary>
public sealed class SchemaMismatchException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
