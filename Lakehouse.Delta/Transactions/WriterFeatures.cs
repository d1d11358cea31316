namespace Lakehouse.Delta;

/// <summary>What this library writes: checked before anything is written.</summary>
internal static class WriterFeatures
{
    /// <exception cref="UnsupportedFeatureException">A writer must do more than this library does.</exception>
    public static void Check(Snapshot snapshot) => Check(snapshot.Protocol, snapshot.Location, snapshot.Version);

    /// <exception cref="UnsupportedFeatureException">A writer must do more than this library does.</exception>
    public static void Check(Protocol protocol, Uri? table, long? version)
    {
        if (protocol.MinWriterVersion > TableFeature.NamesWriterVersion)
        {
            throw Refuse($"writer version {protocol.MinWriterVersion}", table, version);
        }

        if (protocol.MinWriterVersion == TableFeature.NamesWriterVersion && protocol.WriterFeatures?.FirstOrDefault(feature => TableFeatures.Find(feature) is not { IsWritten: true }) is { } unknown)
        {
            throw Refuse(unknown, table, version);
        }
    }

    private static UnsupportedFeatureException Refuse(string feature, Uri? table, long? version) =>
        new($"The table uses the writer feature '{feature}', which this library does not write. Nothing was written.", feature, table, version);
}
