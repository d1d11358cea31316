using System.Text.Json;

namespace Lakehouse.Pipelines.Sql;

/// <summary>Walks DuckDB's syntax tree and notes every table that is read, wherever it stands: joins, subqueries, CTEs.</summary>
internal sealed class SyntaxTreeWalk
{
    private readonly List<ModelTable> tables = [];
    private readonly List<(string Name, ulong Location)> functions = [];

    /// <summary>Tables that no CTE defines.</summary>
    public IReadOnlyList<ModelTable> Tables => tables;

    /// <summary>Functions that stand where a table may stand.</summary>
    public IReadOnlyList<(string Name, ulong Location)> Functions => functions;

    /// <param name="element">Any part of the tree.</param>
    /// <param name="ctes">Names that WITH defines for this part.</param>
    public void Visit(JsonElement element, HashSet<string> ctes)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Visit(item, ctes);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            VisitNode(element, WithOwnCtes(element, ctes));
        }
    }

    private void VisitNode(JsonElement node, HashSet<string> ctes)
    {
        switch (Text(node, "type"))
        {
            // {"type":"BASE_TABLE","schema_name":"staged","table_name":"ratings","catalog_name":"","query_location":25,…}
            case "BASE_TABLE":
                AddTable(node, ctes);
                break;

            // {"type":"TABLE_FUNCTION","function":{"function_name":"read_parquet",…},"query_location":14,…}
            case "TABLE_FUNCTION":
                functions.Add((node.TryGetProperty("function", out var call) ? Text(call, "function_name") ?? "" : "", Location(node)));
                break;
        }

        foreach (var property in node.EnumerateObject())
        {
            Visit(property.Value, ctes);
        }
    }

    private void AddTable(JsonElement node, HashSet<string> ctes)
    {
        var table = new ModelTable(Text(node, "catalog_name") ?? "", Text(node, "schema_name") ?? "", Text(node, "table_name") ?? "", Location(node));
        if (table is not { Database: "", Schema: "" } || !ctes.Contains(table.Name))
        {
            tables.Add(table);
        }
    }

    /// <summary>"cte_map":{"map":[{"key":"c","value":{"query":…}}]} — a CTE may also be read inside itself and its siblings.</summary>
    private static HashSet<string> WithOwnCtes(JsonElement node, HashSet<string> ctes)
    {
        if (!node.TryGetProperty("cte_map", out var map) || !map.TryGetProperty("map", out var entries) || entries.GetArrayLength() == 0)
        {
            return ctes;
        }

        var own = new HashSet<string>(ctes, StringComparer.OrdinalIgnoreCase);
        own.UnionWith(entries.EnumerateArray().Select(entry => entry.GetProperty("key").GetString()!));
        return own;
    }

    private static ulong Location(JsonElement node) =>
        node.TryGetProperty("query_location", out var location) && location.TryGetUInt64(out var offset) ? offset : 0;

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
