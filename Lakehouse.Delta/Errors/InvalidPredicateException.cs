namespace Lakehouse.Delta;

/// <summary>A condition that a caller gave is not one SQL condition.</summary>
public sealed class InvalidPredicateException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
