namespace Lakehouse.Delta;

/// <summary>Another writer changed the table's protocol or created the table.</summary>
public sealed class ProtocolChangedException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : ConcurrentModificationException(problem, table, version, file, inner);
