using System.Text.Json;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Binding;

/// <summary>A model's syntax tree in which calls that have another type in Spark are cast to that: what it describes is what Spark would give.</summary>
internal sealed class SparkTypedTree(ModelSqlParser parser, IReadOnlyDictionary<(ulong Location, string Function), string> types)
{
    public string Of(JsonElement root) => Rewrite(JsonNode.Parse(root.GetRawText()))!.ToJsonString();

    private JsonNode? Rewrite(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                for (var place = 0; place < list.Count; place++)
                {
                    if (Rewrite(list[place]) is { } item && item != list[place])
                    {
                        list[place] = item;
                    }
                }

                return list;
            case JsonObject part:
                foreach (var name in part.Select(property => property.Key).ToList())
                {
                    if (Rewrite(part[name]) is { } value && value != part[name])
                    {
                        part[name] = value;
                    }
                }

                return TypeOf(part) is { } type ? Cast(part, type) : part;
            default:
                return node;
        }
    }

    private string? TypeOf(JsonObject part) =>
        part["class"]?.GetValue<string>() is "FUNCTION" or "WINDOW" && part["query_location"] is { } place && part["function_name"] is { } name ? types.GetValueOrDefault((place.GetValue<ulong>(), name.GetValue<string>())) : null;

    /// <summary>The cast takes the name that the call has.</summary>
    private JsonObject Cast(JsonObject call, string type)
    {
        using var tree = parser.ParseTree($"SELECT CAST(NULL AS {type})");
        var cast = JsonNode.Parse(tree.RootElement.GetProperty("statements")[0].GetProperty("node").List("select_list")[0].GetRawText())!.AsObject();
        cast["alias"] = call["alias"]!.DeepClone();
        var inner = call.DeepClone().AsObject();
        inner["alias"] = "";
        cast["child"] = inner;
        return cast;
    }
}
