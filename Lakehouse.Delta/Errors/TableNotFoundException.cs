namespace Lakehouse.Delta;

/// <summary>There is no Delta table at the location: no commit and no checkpoint lies in its <c>_delta_log/</c>.</summary>
public sealed class TableNotFoundException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
