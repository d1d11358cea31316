namespace Lakehouse.Delta;

/// <summary>Another writer changed the table's schema, partition columns or properties.</summary>
public sealed class MetadataChangedException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : ConcurrentModificationException(problem, table, version, file, inner);
