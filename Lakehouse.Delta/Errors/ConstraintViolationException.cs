namespace Lakehouse.Delta;

/// <summary>A row breaks a rule of the table: NOT NULL, a CHECK constraint or a column invariant. Nothing was written.</summary>
public sealed class ConstraintViolationException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
