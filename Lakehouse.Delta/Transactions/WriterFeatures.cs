namespace Lakehouse.Delta;

/// <summary>What this library writes: checked before anything is written.</summary>
internal static class WriterFeatures
{
    private const int HighestVersion = 7;

    private static readonly HashSet<string> Supported =
    [
        "appendOnly", "invariants", "timestampNtz", "v2Checkpoint", "vacuumProtocolCheck", "domainMetadata", "deletionVectors",
        "inCommitTimestamp", "checkConstraints", "changeDataFeed", "generatedColumns", "identityColumns", "columnMapping",
        "allowColumnDefaults", "clustering",
    ];

    /// <exception cref="UnsupportedFeatureException">A writer must do more than this library does.</exception>
    public static void Check(Snapshot snapshot)
    {
        var protocol = snapshot.Protocol;
        if (protocol.MinWriterVersion > HighestVersion)
        {
            throw Refuse(snapshot, $"writer version {protocol.MinWriterVersion}");
        }

        var unknown = protocol.MinWriterVersion == HighestVersion ? protocol.WriterFeatures?.FirstOrDefault(feature => !Supported.Contains(feature)) : null;
        if ((unknown ?? InUse(snapshot)) is { } feature)
        {
            throw Refuse(snapshot, feature);
        }
    }

    /// <summary>A feature that the protocol version allows and that a column or property makes use of.</summary>
    private static string? InUse(Snapshot snapshot)
    {
        var metadata = snapshot.Metadata;
        if (metadata.Property("delta.columnMapping.mode") is { } mode && mode != "none")
        {
            return "columnMapping";
        }

        if (metadata.Configuration.Keys.Any(key => key.StartsWith("delta.constraints.", StringComparison.OrdinalIgnoreCase)))
        {
            return "checkConstraints";
        }

        foreach (var key in snapshot.Schema.Fields.SelectMany(field => field.Metadata.Keys))
        {
            switch (key)
            {
                case "delta.invariants": return "invariants";
                case "delta.generationExpression": return "generatedColumns";
                case "delta.identity.start" or "delta.identity.step": return "identityColumns";
            }
        }

        return null;
    }

    private static UnsupportedFeatureException Refuse(Snapshot snapshot, string feature) =>
        new($"The table uses the writer feature '{feature}', which this library does not write. Nothing was written.", feature, snapshot.Location, snapshot.Version);
}
