namespace Lakehouse.Delta;

/// <summary>The change data feed of some versions cannot be read: the table did not keep one then, or the versions are not in the log.</summary>
public sealed class ChangeDataUnavailableException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
