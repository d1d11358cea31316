namespace Lakehouse.Delta;

/// <summary>Several source rows of a MERGE match one table row and would change it, so the result would depend on chance. Nothing was written.</summary>
public sealed class AmbiguousMergeException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
