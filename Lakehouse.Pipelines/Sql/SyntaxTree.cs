using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Sql;

/// <summary>DuckDB's syntax trees as JSON.</summary>
internal static class SyntaxTree
{
    /// <summary>Nested SELECTs and long conditions are deep.</summary>
    public static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>Removes where in the text each part stands: <c>"query_location":25</c>.</summary>
    public static JsonNode? WithoutPlaces(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject parts:
                parts.Remove("query_location");
                foreach (var part in parts)
                {
                    WithoutPlaces(part.Value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    WithoutPlaces(item);
                }

                break;
        }

        return node;
    }
}
