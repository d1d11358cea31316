namespace Lakehouse.Delta;

/// <summary>The version or time asked for is not in the log: it never was, or log cleanup removed it.</summary>
public sealed class VersionNotFoundException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
