using System.Text.Json;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Binding;

/// <summary>
/// Finds keys that cannot identify a model's rows, where the SQL says so: rows that are grouped by more than the key, or taken one by one from a table
/// that needs more columns. What the SQL does not tell, the gate finds out before the commit.
/// </summary>
internal sealed class KeyCheck(Pipeline pipeline, ModelSqlParser parser, ProblemList problems)
{
    public void Check(Model model)
    {
        using var tree = parser.ParseTree(model.Sql);
        if (model.Key.Count == 0 || tree.RootElement.GetProperty("error").GetBoolean() || tree.RootElement.GetProperty("statements").GetArrayLength() != 1)
        {
            return;
        }

        var node = tree.RootElement.GetProperty("statements")[0].GetProperty("node");
        if (node.Text("type") != "SELECT_NODE" || node.List("group_sets").Count > 1)
        {
            return;
        }

        var needed = node.List("group_expressions").Count > 0 ? Groups(node) : node.List("modifiers").Count == 0 && node.Part("where_clause") is null ? TableKey(node) : null;
        var surplus = needed?.Where(column => !Has(model.Key, column)).ToList();
        if (surplus is { Count: > 0 } && model.Key.All(key => Has(needed!, key)))
        {
            problems.Add(
                Path.Combine(pipeline.Folder, PipelineLoader.FileName),
                model.Line,
                $"The key ({string.Join(", ", model.Key)}) of {model.Table} does not identify its rows: {model.SqlFile} gives one row for each {string.Join(", ", needed!)}. Add {string.Join(" and ", surplus)} to the key, or group by the key only.");
        }
    }

    /// <summary>Names of the columns by which rows are grouped; null when one of them is no column, or may follow from another.</summary>
    private List<string>? Groups(JsonElement node)
    {
        // A second table may make one column follow from another: the title of a film from its id.
        if (node.Part("from_table") is not { } from || from.Text("type") != "BASE_TABLE" || KeyOf(from) is not { } tableKey)
        {
            return null;
        }

        var selected = node.List("select_list");
        var names = new List<string>();
        foreach (var group in node.List("group_expressions"))
        {
            var expression = QueryReader.Ordinal(group) is { } place && place <= selected.Count ? selected[place - 1] : group;
            if (expression.ColumnName() is not { } name || selected.FirstOrDefault(item => item.ColumnName()?[^1] == name[^1]) is not { ValueKind: JsonValueKind.Object } output)
            {
                return null;
            }

            names.Add(output.Text("alias") is { Length: > 0 } alias ? alias : name[^1]);
        }

        // Rows that are grouped by the table's whole key have no more than that key.
        return tableKey.All(column => Has(names, column)) ? null : names;
    }

    /// <summary>The key of the one table whose rows are taken as they are, by the names that the SELECT gives its columns; null when that cannot be told.</summary>
    private List<string>? TableKey(JsonElement node)
    {
        if (node.Part("from_table") is not { } from || from.Text("type") != "BASE_TABLE" || KeyOf(from) is not { } key || node.Part("having") is not null)
        {
            return null;
        }

        var selected = node.List("select_list");
        var names = new List<string>();
        foreach (var column in key)
        {
            var output = selected.FirstOrDefault(item => string.Equals(item.ColumnName()?[^1], column, StringComparison.OrdinalIgnoreCase));
            names.Add(output.ValueKind == JsonValueKind.Object && output.Text("alias") is { Length: > 0 } alias ? alias : column);
        }

        // Aggregates without GROUP BY give one row.
        return selected.All(item => item.ColumnName() is not null || item.Text("class") == "STAR") ? names : null;
    }

    private IReadOnlyList<string>? KeyOf(JsonElement table)
    {
        var name = $"{table.Text("schema_name")}.{table.Text("table_name")}";
        return pipeline.Staged.FirstOrDefault(staged => Same(staged.Table.ToString(), name) || Same(staged.Merged.ToString(), name))?.Key
            ?? pipeline.Models.FirstOrDefault(model => Same(model.Table.ToString(), name) && model.Key.Count > 0)?.Key;
    }

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
