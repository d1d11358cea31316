namespace Lakehouse.Delta;

/// <summary>A condition or expression is no SQL, names a column that is not there, or has no fitting type. Nothing was written.</summary>
public sealed class InvalidExpressionException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null) : DeltaException(problem, table, version, file, inner);
