using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lakehouse.Delta;

/// <summary>Reads a schema from the JSON of <c>metaData.schemaString</c>.</summary>
/// <remarks>
/// <code>{"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{}},
/// {"name":"b","type":{"type":"array","elementType":"string","containsNull":true},"nullable":true,"metadata":{}}]}</code>
/// </remarks>
internal static partial class SchemaReader
{
    private static readonly HashSet<string> Primitives =
    [
        "string", "long", "integer", "short", "byte", "float", "double", "boolean", "binary", "date", "timestamp", "timestamp_ntz", "variant", "void",
    ];

    /// <exception cref="JsonException">The text is no schema.</exception>
    /// <exception cref="NotSupportedException">A type is not known; the message names it.</exception>
    public static StructType Read(string schemaJson)
    {
        using var document = JsonDocument.Parse(schemaJson, new JsonDocumentOptions { MaxDepth = 256 });
        return ReadType(document.RootElement) as StructType ?? throw new JsonException("The schema is not of type struct.");
    }

    private static DataType ReadType(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => ReadPrimitive(json.GetString()!),
        JsonValueKind.Object => ReadNested(json),
        _ => throw new JsonException($"A type is neither a name nor an object: {json.ValueKind}."),
    };

    private static DataType ReadNested(JsonElement json) => Property(json, "type").GetString() switch
    {
        "struct" => new StructType([.. Property(json, "fields").EnumerateArray().Select(ReadField)]),
        "array" => new ArrayType(ReadType(Property(json, "elementType")), Flag(json, "containsNull")),
        "map" => new MapType(ReadType(Property(json, "keyType")), ReadType(Property(json, "valueType")), Flag(json, "valueContainsNull")),
        "udt" => ReadType(Property(json, "sqlType")),
        var other => throw new NotSupportedException($"the type '{other}'"),
    };

    private static StructField ReadField(JsonElement json) =>
        new(Property(json, "name").GetString()!, ReadType(Property(json, "type")), Flag(json, "nullable"))
        {
            Metadata = json.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
                ? metadata.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.Clone(), StringComparer.Ordinal)
                : new Dictionary<string, JsonElement>(0),
        };

    private static DataType ReadPrimitive(string name)
    {
        if (Primitives.Contains(name))
        {
            return new PrimitiveType(name);
        }

        if (name == "null")
        {
            return PrimitiveType.Void; // Spark's older spelling
        }

        var match = Decimal().Match(name);
        if (match.Success)
        {
            return match.Groups[1].Success
                ? new DecimalType(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))
                : new DecimalType(10, 0);
        }

        // geometry(OGC:CRS84), geography(OGC:CRS84, spherical)
        var spatial = new PrimitiveType(name);
        return spatial.IsSpatial ? spatial : throw new NotSupportedException($"the type '{name}'");
    }

    private static JsonElement Property(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value : throw new JsonException($"The schema lacks '{name}' in {Shorten(json.GetRawText())}.");

    private static bool Flag(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.False;

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";

    [GeneratedRegex(@"^decimal(?:\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\))?$")]
    private static partial Regex Decimal();
}
