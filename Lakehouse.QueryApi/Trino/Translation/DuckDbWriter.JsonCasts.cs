using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>CAST to and from JSON, put together by the types of the statement.</summary>
internal sealed partial class DuckDbWriter
{
    /// <summary>Text becomes a JSON string, it is not read as JSON: that is json_parse. Decimals keep their digits, maps are ordered by their keys.</summary>
    private string WriteJsonOf(Typed value)
    {
        var types = TypeText.Arguments(value.Type ?? "");
        var element = string.Create(CultureInfo.InvariantCulture, $"trino_element{++elements}");
        switch (value.Base, types)
        {
            case ("json", _):
                return value.Sql;
            case ("boolean" or "tinyint" or "smallint" or "integer" or "bigint" or "decimal", _):
                return $"CAST({WriteText(value)} AS JSON)";
            case ("double" or "real", _):
                return $"trino_json_number({value.Sql})";
            case ("varchar" or "char" or "date" or "timestamp" or "timestamp with time zone", _):
                return $"to_json({WriteText(value)})";
            case ("array", [var item]):
                return $"CAST(CASE WHEN {value.Sql} IS NOT NULL THEN '[' || array_to_string(list_transform({value.Sql}, lambda {element}: {WriteInsideJson(new(element, item))}), ',') || ']' END AS JSON)";
            case ("map", [var key, var item]):
                return $"trino_json_object(list_transform(map_keys({value.Sql}), lambda {element}: {WriteMemberName(new(element, key))}), list_transform(map_values({value.Sql}), lambda {element}: {WriteInsideJson(new(element, item))}))";
            case ("row", { Count: > 0 }):
                var fields = types.Select((field, index) => $"{SqlText.Literal($"{(index > 0 ? "," : "")}{MemberName(field)}:")} || {WriteInsideJson(FieldAt(value, index, field))}");
                return $"CAST(CASE WHEN {value.Sql} IS NOT NULL THEN '{{' || {string.Join(" || ", fields)} || '}}' END AS JSON)";
            default:
                return $"trino_json_of({value.Sql})";
        }
    }

    private string WriteInsideJson(Typed value) => $"coalesce(CAST({WriteJsonOf(value)} AS VARCHAR), 'null')";

    /// <summary>A text stays as it is, a number becomes what it is in JSON.</summary>
    private string WriteMemberName(Typed key) => TypeText.Kind(key.Type) == TypeKind.Text ? key.Sql : $"trim(CAST({WriteJsonOf(key)} AS VARCHAR), '\"')";

    /// <summary><c>"a"</c> of a field <c>a bigint</c>, <c>""</c> of one without a name.</summary>
    private static string MemberName(string field) => TypeText.Kind(field) == TypeKind.Unknown && field.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank
        ? System.Text.Json.JsonSerializer.Serialize(field[..blank], System.Text.Json.JsonSerializerOptions.Default) : "\"\"";

    /// <summary>A JSON value as a value of a type; JSON's null is NULL.</summary>
    private string ReadJson(string json, DataTypeName type)
    {
        var target = TypeWriter.Duck(type, sql);
        var name = TypeWriter.Name(type);
        var element = string.Create(CultureInfo.InvariantCulture, $"trino_element{++elements}");
        switch (type.Base)
        {
            case "json":
                return $"CAST({json} AS JSON)";
            case "array":
                return $"list_transform(trino_json_elements({json}), lambda {element}: {ReadJson(element, type.Types[0])})";
            case "map":
                var (keys, values) = ($"trino_json_keys({json})", $"trino_json_values({json})");
                return $"CASE WHEN {keys} IS NOT NULL THEN map(list_transform({keys}, lambda {element}: {ReadJson(element, type.Types[0])}), list_transform({values}, lambda {element}: {ReadJson(element, type.Types[1])})) END";
            case "row":
                var names = type.FieldNames.Select(field => SqlText.Literal(field?.Text.ToLowerInvariant() ?? ""));
                var fields = type.Types.Select((field, index) => ReadJson(string.Create(CultureInfo.InvariantCulture, $"{element}[{index + 1}]"), field));
                return $"CAST(list_transform([trino_json_fields({json}, [{Join(names)}])], lambda {element}: CASE WHEN {element} IS NOT NULL THEN row({Join(fields)}) END)[1] AS {target})";
            default:
                var text = $"trino_json_value({json}, '{(TypeText.Kind(name) == TypeKind.Text ? "varchar" : name)}')";
                return TypeText.Kind(name) == TypeKind.Text ? Padded(type, text) : $"CAST({text} AS {target})";
        }
    }
}
