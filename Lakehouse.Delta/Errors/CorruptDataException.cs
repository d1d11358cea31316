namespace Lakehouse.Delta;

/// <summary>A data file, change data file or deletion vector is damaged or does not fit what the log says about it.</summary>
public sealed class CorruptDataException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
