namespace Lakehouse.Delta;

/// <summary>The table uses a protocol version or table feature that this library does not read, or does not write.</summary>
public sealed class UnsupportedFeatureException(string problem, string feature, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner)
{
    /// <summary>The feature's name as the protocol spells it, or a description such as <c>reader version 4</c>.</summary>
    public string Feature { get; } = feature;
}
