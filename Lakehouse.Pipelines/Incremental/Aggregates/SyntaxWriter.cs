using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>Makes nodes of DuckDB's syntax tree, such that the text which DuckDB writes for them means the same.</summary>
internal static class SyntaxWriter
{
    /// <summary>A copy of an object whose parts a function makes.</summary>
    public static JsonNode Object(JsonElement element, Func<JsonElement, JsonNode?> part)
    {
        // DuckDB writes the DOUBLE 35.0E0 as 35.0, which reads as a DECIMAL.
        if (element.Text("class") == "CONSTANT" && element.Part("value") is { } value && value.Part("type")?.Text("id") is "DOUBLE" or "FLOAT")
        {
            var constant = element.GetProperty("value");
            return Cast(constant.GetProperty("value").GetRawText(), constant.GetProperty("type").GetProperty("id").GetString()!, element.Text("alias"));
        }

        return new JsonObject(element.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, part(property.Value))));
    }

    public static JsonNode? Copy(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Object(element, Copy),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Copy)]),
        _ => JsonValue.Create(element),
    };

    public static JsonObject Column(string name, string alias) => new()
    {
        ["class"] = "COLUMN_REF",
        ["type"] = "COLUMN_REF",
        ["alias"] = alias,
        ["column_names"] = new JsonArray(name),
    };

    /// <summary>A copy of an expression under another name.</summary>
    public static JsonNode Named(JsonElement expression, string alias)
    {
        var copy = Copy(expression)!;
        copy["alias"] = alias;
        return copy;
    }

    private static JsonObject Cast(string text, string type, string alias) => new()
    {
        ["class"] = "CAST",
        ["type"] = "OPERATOR_CAST",
        ["alias"] = alias,
        ["child"] = new JsonObject
        {
            ["class"] = "CONSTANT",
            ["type"] = "VALUE_CONSTANT",
            ["alias"] = "",
            ["value"] = new JsonObject { ["type"] = new JsonObject { ["id"] = "VARCHAR", ["type_info"] = null }, ["is_null"] = false, ["value"] = text },
        },
        ["cast_type"] = new JsonObject { ["id"] = type, ["type_info"] = null },
        ["try_cast"] = false,
    };
}
