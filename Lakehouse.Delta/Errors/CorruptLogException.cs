namespace Lakehouse.Delta;

/// <summary>A commit, checkpoint or sidecar is damaged or breaks the protocol.</summary>
public sealed class CorruptLogException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner);
