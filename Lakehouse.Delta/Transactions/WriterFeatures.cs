namespace Lakehouse.Delta;

/// <summary>What this library writes: checked before anything is written.</summary>
internal static class WriterFeatures
{
    /// <summary>Features that ask nothing of writers as long as their property is not set.</summary>
    private static readonly string[] Uniform = ["icebergCompatV1", "icebergCompatV2", "icebergCompatV3"];

    /// <exception cref="UnsupportedFeatureException">A writer must do more than this library does.</exception>
    public static void Check(Snapshot snapshot) => Check(snapshot, copiesRows: true);

    /// <exception cref="UnsupportedFeatureException">A writer must do more than this library does, for what does not copy rows that are there.</exception>
    public static void CheckForNewRows(Snapshot snapshot) => Check(snapshot, copiesRows: false);

    private static void Check(Snapshot snapshot, bool copiesRows)
    {
        Check(snapshot.Protocol, copiesRows, snapshot.Location, snapshot.Version);
        if (Engine.PhysicalColumns.IsMapped(snapshot.Metadata) && !TableFeatures.Of(snapshot.Protocol).Contains("columnMapping"))
        {
            throw new UnsupportedFeatureException(
                $"The table has the property {ColumnMapper.Mode}, and its protocol does not have the feature columnMapping, so that readers and writers may differ on the names in files. Nothing was written.", "columnMapping", snapshot.Location, snapshot.Version);
        }

        if (Uniform.FirstOrDefault(feature => snapshot.Metadata.IsOn($"delta.enable{char.ToUpperInvariant(feature[0])}{feature[1..]}")) is { } active)
        {
            throw Refuse(active, snapshot.Location, snapshot.Version);
        }
    }

    /// <exception cref="UnsupportedFeatureException">A writer must do more than this library does.</exception>
    public static void Check(Protocol protocol, bool copiesRows, Uri? table, long? version)
    {
        if (protocol.MinWriterVersion > TableFeature.NamesWriterVersion)
        {
            throw Refuse($"writer version {protocol.MinWriterVersion}", table, version);
        }

        if (protocol.MinWriterVersion == TableFeature.NamesWriterVersion && protocol.WriterFeatures?.FirstOrDefault(feature => !IsWritten(feature, copiesRows)) is { } unknown)
        {
            throw copiesRows && TableFeatures.Find(unknown) is { TakesNewRows: true } ? RefuseCopies(unknown, table, version) : Refuse(unknown, table, version);
        }
    }

    private static bool IsWritten(string feature, bool copiesRows) =>
        Uniform.Contains(feature) || (TableFeatures.Find(feature) is { } known && (copiesRows ? known.IsWritten : known.TakesNewRows));

    private static UnsupportedFeatureException RefuseCopies(string feature, Uri? table, long? version) =>
        new($"The table uses the feature '{feature}', and rows would have to be copied: values of variants would lose types on the way, so that this library does not copy them. It adds and replaces rows, and deletes them where the table has delta.enableDeletionVectors. Nothing was written.", feature, table, version);

    private static UnsupportedFeatureException Refuse(string feature, Uri? table, long? version) =>
        new($"The table uses the writer feature '{feature}', which this library does not write. Nothing was written.", feature, table, version);
}
