using System.Globalization;
using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>
/// Which tables DMS replicates, and the column <c>change_seq</c> that it adds: <c>$AR_H_CHANGE_SEQ</c> sorts in commit order, and is
/// NULL on full load.
/// </summary>
internal static class DmsTableMappings
{
    private const int ChangeSeqLength = 35;

    public static JsonObject Of(Pipeline pipeline)
    {
        var rules = new JsonArray();
        foreach (var table in pipeline.Staged)
        {
            rules.Add(new JsonObject
            {
                ["rule-type"] = "selection",
                ["rule-id"] = Id(rules),
                ["rule-name"] = table.Name,
                ["object-locator"] = Locator(pipeline, Exactly(table.Name)),
                ["rule-action"] = "include",
                ["filters"] = new JsonArray(),
            });
        }

        rules.Add(new JsonObject
        {
            ["rule-type"] = "transformation",
            ["rule-id"] = Id(rules),
            ["rule-name"] = "change_seq",
            ["rule-target"] = "column",
            ["object-locator"] = Locator(pipeline, "%"),
            ["rule-action"] = "add-column",
            ["value"] = "change_seq",
            ["expression"] = "$AR_H_CHANGE_SEQ",
            ["data-type"] = new JsonObject { ["type"] = "string", ["length"] = ChangeSeqLength },
        });
        return new JsonObject { ["rules"] = rules };
    }

    private static JsonObject Locator(Pipeline pipeline, string table) =>
        new() { ["schema-name"] = Exactly(pipeline.Source.Schema), ["table-name"] = table };

    /// <summary>In DMS's names <c>_</c> stands for any character, and <c>[_]</c> for itself.</summary>
    private static string Exactly(string name) => name.Replace("_", "[_]", StringComparison.Ordinal);

    private static string Id(JsonArray rules) => (rules.Count + 1).ToString(CultureInfo.InvariantCulture);
}
