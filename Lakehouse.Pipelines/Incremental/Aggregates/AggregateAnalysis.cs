using System.Text.Json;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>Finds in a model the SELECTs whose aggregates can be kept from one refresh to the next.</summary>
/// <remarks>
/// What it does not know by heart it leaves as it is: those rows are then grouped anew. The rewritten text is parsed again, and taken only
/// when that gives the tree it was made from.
/// </remarks>
public static class AggregateAnalysis
{
    /// <summary>Looks for them.</summary>
    /// <param name="model">A model that can be refreshed incrementally.</param>
    /// <param name="origin">What its rows depend on.</param>
    /// <param name="columnsOf">Columns of each table it reads.</param>
    /// <param name="wanted">Whether a table's aggregates are worth keeping.</param>
    /// <returns>The rewritten model, or null when it has none.</returns>
    public static AggregateRewrite? Find(Model model, RowOrigin origin, Func<TableReference, IReadOnlyList<ModelColumn>> columnsOf, Func<TableReference, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(origin);
        var tables = model.DependsOn.Where(wanted).ToDictionary(table => table.ToString(), StringComparer.OrdinalIgnoreCase);
        if (tables.Count == 0)
        {
            return null;
        }

        using var parser = new ModelSqlParser();
        using var tree = parser.ParseTree(model.Sql);
        var selects = new List<GroupedSelect>();
        var rewritten = Copy(tree.RootElement.GetProperty("statements")[0].GetProperty("node"));
        if (selects.Count == 0 || parser.TryWrite(rewritten!) is not { } sql)
        {
            return null;
        }

        var read = parser.Parse(sql).Tables.Select(table => $"{table.Schema}.{table.Name}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new AggregateRewrite(sql, selects, new HashSet<TableReference>(model.DependsOn.Where(table => read.Contains(table.ToString()))));

        JsonNode? Copy(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => TryReplace(element) ?? SyntaxWriter.Object(element, Copy),
            JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Copy)]),
            _ => JsonValue.Create(element),
        };

        JsonNode? TryReplace(JsonElement node)
        {
            if (node.Text("type") != "SELECT_NODE" || !node.TryGetProperty("from_table", out var from) || !tables.TryGetValue($"{from.Text("schema_name")}.{from.Text("table_name")}", out var table))
            {
                return null;
            }

            var reader = new GroupedSelectReader(node, selects.Count, columnsOf(table));
            var pins = origin.Inputs.Where(input => input.Table == table).SelectMany(input => input.Columns);
            if (!reader.TryRead() || !pins.All(reader.Groups) || reader.TryFinish(table, parser) is not { } select)
            {
                return null;
            }

            selects.Add(select);
            return reader.Rewritten;
        }
    }
}
