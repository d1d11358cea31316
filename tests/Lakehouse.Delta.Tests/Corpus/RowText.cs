using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Brings expected rows (JSON of the corpus) and actual rows (from DuckDB) into one text form, so that they can be compared.</summary>
internal static class RowText
{
    /// <summary>SQL for one JSON object per row, with every leaf as text.</summary>
    public static string Select(StructType schema, string relation) =>
        $"SELECT to_json(struct_pack({string.Join(", ", schema.Fields.Select((field, i) => $"c{i} := {Leaf($"t.{Name(field.Name)}", field.Type, 0)}"))}))::VARCHAR FROM {relation} AS t";

    /// <summary>An actual row, as <see cref="Select"/> gives it.</summary>
    public static string OfActual(StructType schema, string json)
    {
        using var row = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return string.Join("; ", schema.Fields.Select((field, i) => $"{field.Name}={Value(row.RootElement.GetProperty($"c{i}"), field.Type, actual: true)}"));
    }

    /// <summary>A row of a rows file.</summary>
    public static string OfExpected(StructType schema, JsonElement row) =>
        string.Join("; ", schema.Fields.Select(field => $"{field.Name}={(row.TryGetProperty(field.Name, out var value) ? Value(value, field.Type, actual: false) : "null")}"));

    private static string Leaf(string x, DataType type, int depth)
    {
        var item = $"e{depth}";
        return type switch
        {
            StructType { Fields.Count: 0 } => $"{x}::VARCHAR",
            StructType nested => $"CASE WHEN {x} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", nested.Fields.Select((field, i) => $"c{i} := {Leaf($"struct_extract({x}, '{field.Name.Replace("'", "''", StringComparison.Ordinal)}')", field.Type, depth)}"))}) END",
            ArrayType array => $"list_transform({x}, lambda {item}: {Leaf(item, array.ElementType, depth + 1)})",
            MapType map => $"list_transform(map_entries({x}), lambda {item}: struct_pack(k := {Leaf($"{item}.key", map.KeyType, depth + 1)}, v := {Leaf($"{item}.value", map.ValueType, depth + 1)}))",
            PrimitiveType { Name: "float" or "double" } => $"{x}::DOUBLE::VARCHAR",
            PrimitiveType { Name: "binary" } => $"to_base64({x})",
            PrimitiveType { Name: "timestamp" } => $"strftime({x} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')",
            PrimitiveType { Name: "timestamp_ntz" } => $"strftime({x}, '%Y-%m-%dT%H:%M:%S.%f')",
            _ => $"{x}::VARCHAR",
        };
    }

    private static string Value(JsonElement json, DataType type, bool actual)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return "null";
        }

        switch (type)
        {
            case StructType nested:
                return "{" + string.Join(", ", nested.Fields.Select((field, i) =>
                    $"{field.Name}={(json.TryGetProperty(actual ? $"c{i}" : field.Name, out var value) ? Value(value, field.Type, actual) : "null")}")) + "}";
            case ArrayType array:
                return "[" + string.Join(", ", json.EnumerateArray().Select(element => Value(element, array.ElementType, actual))) + "]";
            case MapType map:
                return "<" + string.Join(", ", json.EnumerateArray()
                    .Select(entry => actual ? (Key: entry.GetProperty("k"), Value: entry.GetProperty("v")) : (Key: entry[0], Value: entry[1]))
                    .Select(entry => $"{Value(entry.Key, map.KeyType, actual)}:{Value(entry.Value, map.ValueType, actual)}").Order(StringComparer.Ordinal)) + ">";
            case PrimitiveType { Name: "float" or "double" }:
                return Number(json);
            case PrimitiveType { Name: "variant" }:
                return VariantText.Of(json, actual);
            case PrimitiveType { Name: var name } when name.StartsWith("geo", StringComparison.Ordinal):
                return json.ValueKind == JsonValueKind.Object ? json.GetProperty("$geo").GetString()! : json.GetString()!;
            default:
                return json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        }
    }

    private static string Number(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Number)
        {
            return json.GetDouble().ToString("R", CultureInfo.InvariantCulture);
        }

        return json.GetString()!.ToUpperInvariant() switch
        {
            "NAN" or "-NAN" => "NaN",
            "INF" or "INFINITY" => "Infinity",
            "-INF" or "-INFINITY" => "-Infinity",
            var text => double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        };
    }

    private static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
