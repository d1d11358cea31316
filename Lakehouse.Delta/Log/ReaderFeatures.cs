namespace Lakehouse.Delta;

/// <summary>What this library reads.</summary>
internal static class ReaderFeatures
{
    private const int HighestVersion = 3;

    private static readonly HashSet<string> Supported =
    [
        "columnMapping", "deletionVectors", "timestampNtz", "v2Checkpoint", "vacuumProtocolCheck",
        "typeWidening", "typeWidening-preview", "variantType", "variantType-preview", "variantShredding", "variantShredding-preview", "geospatial",
    ];

    /// <exception cref="UnsupportedFeatureException">The table needs more.</exception>
    public static void Check(Protocol protocol, Uri table, long version)
    {
        if (protocol.MinReaderVersion > HighestVersion)
        {
            throw new UnsupportedFeatureException($"The table needs reader version {protocol.MinReaderVersion}; this library reads up to {HighestVersion}.", $"reader version {protocol.MinReaderVersion}", table, version);
        }

        var unknown = protocol.MinReaderVersion == HighestVersion ? protocol.ReaderFeatures?.FirstOrDefault(feature => !Supported.Contains(feature)) : null;
        if (unknown is not null)
        {
            throw new UnsupportedFeatureException($"The table uses the reader feature '{unknown}', which this library does not read.", unknown, table, version);
        }
    }
}
