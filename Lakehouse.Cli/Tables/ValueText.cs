using System.Text.Encodings.Web;
using System.Text.Json;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Tables;

/// <summary>SQL that writes values as text. The engine does it for whole vectors of rows, and exactly: no value passes through a .NET type that could not hold it.</summary>
internal static class ValueText
{
    /// <summary>As it stands in CSV and in tables: NULL stays NULL, nested values are JSON.</summary>
    public static string Plain(string value, DataType type) => type switch
    {
        PrimitiveType { Name: "string" } => value,
        PrimitiveType { Name: "float" or "double" } => $"CASE WHEN isnan({value}) THEN 'NaN' WHEN isinf({value}) THEN CASE WHEN {value} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE {value}::VARCHAR END",
        PrimitiveType { Name: "timestamp" } => $"strftime({value} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')",
        PrimitiveType { Name: "timestamp_ntz" } => $"strftime({value}, '%Y-%m-%dT%H:%M:%S.%f')",
        PrimitiveType primitive when IsBytes(primitive) => $"base64({value})",
        StructType or ArrayType or MapType => $"CASE WHEN {value} IS NOT NULL THEN {Json(value, type)} END",
        _ => $"{value}::VARCHAR",
    };

    /// <summary>As a JSON text, NULL as <c>null</c>.</summary>
    public static string Json(string value, DataType type) => Json(value, type, 0);

    /// <summary>Columns as one JSON object.</summary>
    public static string Object(IEnumerable<(string Name, string Json)> members)
    {
        var parts = members.Select((member, i) => $"{SqlText.Literal($"{(i == 0 ? "" : ",")}{Encode(member.Name)}:")} || {member.Json}").ToArray();
        return parts.Length == 0 ? "'{}'" : $"'{{' || {string.Join(" || ", parts)} || '}}'";
    }

    private static string Json(string value, DataType type, int depth) => $"coalesce({NotNull(value, type, depth)}, 'null')";

    private static string NotNull(string value, DataType type, int depth)
    {
        var item = $"x{depth}"; // lambdas may stand inside each other
        return type switch
        {
            PrimitiveType { Name: "boolean" or "byte" or "short" or "integer" or "long" or "variant" or "void" } or DecimalType => $"{value}::VARCHAR",
            PrimitiveType { Name: "float" or "double" } => $"CASE WHEN isfinite({value}) THEN {value}::VARCHAR ELSE '\"' || {Plain(value, type)} || '\"' END",
            PrimitiveType { Name: "string" } => $"to_json({value})::VARCHAR",
            StructType nested => $"CASE WHEN {value} IS NOT NULL THEN {Object(nested.Fields.Select(field => (field.Name, Json($"struct_extract({value}, {SqlText.Literal(field.Name)})", field.Type, depth))))} END",
            ArrayType array => $"'[' || array_to_string(list_transform({value}, lambda {item}: {Json(item, array.ElementType, depth + 1)}), ',') || ']'",
            MapType map => $"'{{' || array_to_string(list_transform(map_entries({value}), lambda {item}: to_json({Plain($"{item}.key", map.KeyType)})::VARCHAR || ':' || {Json($"{item}.value", map.ValueType, depth + 1)}), ',') || '}}'",
            _ => $"'\"' || {Plain(value, type)} || '\"'",
        };
    }

    /// <summary>Spatial values come as well-known binary.</summary>
    private static bool IsBytes(PrimitiveType type) =>
        type.Name == "binary" || type.Name.StartsWith("geometry", StringComparison.Ordinal) || type.Name.StartsWith("geography", StringComparison.Ordinal);

    private static string Encode(string name) => $"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
