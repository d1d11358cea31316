namespace Lakehouse.Delta;

/// <summary>The first actions of a table.</summary>
internal static class NewTable
{
    /// <summary>The lowest protocol that the schema and properties allow, so that as many engines as possible can read.</summary>
    public static Protocol ProtocolFor(StructType schema, IReadOnlyDictionary<string, string?> properties)
    {
        var reader = new List<string>();
        var writer = new List<string>();
        if (Contains(schema, "timestamp_ntz"))
        {
            reader.Add("timestampNtz");
        }

        if (Contains(schema, "variant"))
        {
            reader.Add("variantType");
        }

        if (properties.GetValueOrDefault("delta.enableDeletionVectors") == "true")
        {
            reader.Add("deletionVectors");
        }

        if (properties.GetValueOrDefault("delta.enableInCommitTimestamps") == "true")
        {
            writer.Add("inCommitTimestamp");
        }

        if (properties.GetValueOrDefault("delta.enableChangeDataFeed") == "true")
        {
            writer.Add("changeDataFeed");
        }

        if (reader.Count == 0 && writer.Count == 0)
        {
            return new Protocol(1, 2);
        }

        return new Protocol(reader.Count == 0 ? 1 : 3, 7, reader.Count == 0 ? null : reader, ["appendOnly", "invariants", .. reader, .. writer]);
    }

    public static Metadata MetadataFor(StructType schema, IReadOnlyList<string> partitionBy, IReadOnlyDictionary<string, string?> properties, string? id = null) =>
        new(id ?? Guid.NewGuid().ToString(), SchemaWriter.Write(schema), partitionBy)
        {
            Configuration = properties,
            CreatedTime = DateTimeOffset.UtcNow,
        };

    private static bool Contains(DataType type, string name) => type switch
    {
        PrimitiveType primitive => primitive.Name == name,
        StructType structType => structType.Fields.Any(field => Contains(field.Type, name)),
        ArrayType array => Contains(array.ElementType, name),
        MapType map => Contains(map.KeyType, name) || Contains(map.ValueType, name),
        _ => false,
    };
}
