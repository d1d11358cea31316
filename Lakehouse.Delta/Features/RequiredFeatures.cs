namespace Lakehouse.Delta;

/// <summary>The features that a table's schema and properties make use of.</summary>
internal static class RequiredFeatures
{
    /// <summary>Property → feature that its value <c>true</c> needs.</summary>
    private static readonly (string Property, string Feature)[] Switches =
    [
        ("delta.appendOnly", "appendOnly"),
        ("delta.enableChangeDataFeed", "changeDataFeed"),
        ("delta.enableDeletionVectors", "deletionVectors"),
        ("delta.enableInCommitTimestamps", "inCommitTimestamp"),
        ("delta.enableRowTracking", "rowTracking"),
        ("delta.enableTypeWidening", "typeWidening"),
        ("delta.enableVariantShredding", "variantShredding"),
        ("delta.enableIcebergCompatV1", "icebergCompatV1"),
        ("delta.enableIcebergCompatV2", "icebergCompatV2"),
    ];

    public static IEnumerable<string> Of(StructType schema, Metadata metadata)
    {
        foreach (var (property, feature) in Switches)
        {
            if (metadata.IsOn(property))
            {
                yield return feature;
            }
        }

        if (metadata.Property("delta.columnMapping.mode") is { } mode && mode != "none")
        {
            yield return "columnMapping";
        }

        if (string.Equals(metadata.Property("delta.checkpointPolicy"), "v2", StringComparison.OrdinalIgnoreCase))
        {
            yield return "v2Checkpoint";
        }

        if (CheckConstraint.Of(metadata).Any())
        {
            yield return "checkConstraints";
        }

        foreach (var feature in schema.AllFields().SelectMany(Of).Distinct(StringComparer.Ordinal))
        {
            yield return feature;
        }
    }

    private static IEnumerable<string> Of(StructField field)
    {
        if (field.Invariant is not null || !field.Nullable)
        {
            yield return "invariants";
        }

        if (field.GenerationExpression is not null)
        {
            yield return "generatedColumns";
        }

        if (field.Identity is not null)
        {
            yield return "identityColumns";
        }

        if (field.DefaultExpression is not null)
        {
            yield return "allowColumnDefaults";
        }

        foreach (var type in field.Type.Leaves().OfType<PrimitiveType>())
        {
            switch (type)
            {
                case { Name: "timestamp_ntz" }: yield return "timestampNtz"; break;
                case { Name: "variant" }: yield return "variantType"; break;
                case { IsSpatial: true }: yield return "geospatial"; break;
            }
        }
    }
}
