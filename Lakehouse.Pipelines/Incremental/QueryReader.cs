using System.Collections.Immutable;
using System.Text.Json;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>
/// Follows columns through a SELECT. Anything it does not know by heart makes the model not incremental: a wrong yes would leave stale
/// rows behind, a wrong no costs only time.
/// </summary>
internal sealed class QueryReader(FromReader from)
{
    private static readonly string[] StarChanges = ["exclude_list", "replace_list", "qualified_exclude_list", "rename_list"];

    /// <param name="node">SELECT_NODE or SET_OPERATION_NODE.</param>
    /// <param name="ctes">CTEs that are in scope.</param>
    public Relation Read(JsonElement node, ImmutableDictionary<string, Func<Relation>> ctes)
    {
        CheckModifiers(node);
        var scope = WithCtes(node, ctes);
        return node.Text("type") switch
        {
            "SELECT_NODE" => ReadSelect(node, scope),
            "SET_OPERATION_NODE" when node.Text("setop_type") == "UNION" => Union(Read(node.Part("left")!.Value, scope), Read(node.Part("right")!.Value, scope)),
            "SET_OPERATION_NODE" => throw new NotIncrementalException($"it has {node.Text("setop_type")}"),
            "RECURSIVE_CTE_NODE" => throw new NotIncrementalException("it has a recursive CTE"),
            var other => throw new NotIncrementalException($"it has {other}"),
        };
    }

    private Relation ReadSelect(JsonElement node, ImmutableDictionary<string, Func<Relation>> ctes)
    {
        if (node.Text("aggregate_handling") != "STANDARD_HANDLING" || node.List("group_sets").Count > 1)
        {
            throw new NotIncrementalException("it groups in a way that is not followed (GROUP BY ALL, ROLLUP, CUBE or GROUPING SETS)");
        }

        foreach (var part in new[] { "sample", "qualify" })
        {
            if (node.Part(part) is not null)
            {
                throw new NotIncrementalException($"it has {part.ToUpperInvariant()}");
            }
        }

        foreach (var part in new[] { "select_list", "where_clause", "group_expressions", "having" })
        {
            node.Part(part)?.CheckExpressions();
        }

        var rows = from.Read(node.Part("from_table")!.Value, ctes, this);
        if (node.Part("where_clause") is { } where)
        {
            rows = FromReader.WithEqualities(rows, where);
        }

        var groups = node.List("group_expressions");
        return groups.Count == 0 ? Project(node, rows, null) : Project(node, rows, GroupedColumns(node, rows, groups));
    }

    /// <summary>Rows of one group have one value in the grouped columns: those go on pinning.</summary>
    private static HashSet<int> GroupedColumns(JsonElement node, Relation rows, IReadOnlyList<JsonElement> groups)
    {
        var selected = node.List("select_list");
        return [.. groups.Select(group => Ordinal(group) is { } place && place <= selected.Count ? selected[place - 1] : group)
            .Select(expression => expression.ColumnName() is { } name ? rows.Find(name) : -1)
            .Where(column => column >= 0)];
    }

    /// <summary>GROUP BY 1: {"class":"CONSTANT","value":{"value":1,…}}.</summary>
    internal static int? Ordinal(JsonElement expression) =>
        expression.Text("class") == "CONSTANT" && expression.Part("value") is { } value && value.Part("value") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var place) && place > 0 ? place : null;

    private static Relation Project(JsonElement node, Relation rows, HashSet<int>? grouped)
    {
        var columns = ImmutableList.CreateBuilder<RelationColumn>();
        foreach (var expression in node.List("select_list"))
        {
            var alias = expression.Text("alias");
            if (expression.Text("class") == "STAR")
            {
                columns.AddRange(Star(expression, rows).Select(column => Output(column, column.Name, true)));
            }
            else if (expression.ColumnName() is { } name && rows.Find(name) is >= 0 and var index)
            {
                columns.Add(Output(rows.Columns[index], alias.Length > 0 ? alias : name[^1], grouped is null || grouped.Contains(index)));
            }
            else
            {
                columns.Add(new RelationColumn("", alias.Length > 0 ? alias : expression.ColumnName()?[^1] ?? "", null, []));
            }
        }

        return new Relation(columns.ToImmutable(), rows.Inputs, []);

        static RelationColumn Output(RelationColumn column, string name, bool pins) => new("", name, column.Type, pins ? column.Pins : []);
    }

    private static IEnumerable<RelationColumn> Star(JsonElement star, Relation rows)
    {
        if (StarChanges.Any(part => star.List(part).Count > 0) || star.Part("expr") is not null || star.Part("columns") is { ValueKind: JsonValueKind.True })
        {
            throw new NotIncrementalException("it has a * with EXCLUDE, REPLACE, RENAME or COLUMNS");
        }

        var qualifier = star.Text("relation_name");
        return rows.Columns.Where(column => qualifier.Length > 0 ? string.Equals(column.Qualifier, qualifier, StringComparison.OrdinalIgnoreCase) : !column.Merged);
    }

    /// <summary>A row of a union comes from one side and depends on nothing of the other.</summary>
    private static Relation Union(Relation left, Relation right)
    {
        if (left.Columns.Count != right.Columns.Count)
        {
            throw new NotIncrementalException("the sides of a UNION differ in their columns");
        }

        return new Relation(
            [.. left.Columns.Zip(right.Columns, (one, other) => Relation.Comparable(one.Type, other.Type) ? one with { Pins = one.Pins.Union(other.Pins) } : one with { Type = null, Pins = [] })],
            left.Inputs.Union(right.Inputs),
            []);
    }

    private static void CheckModifiers(JsonElement node)
    {
        foreach (var modifier in node.List("modifiers"))
        {
            var type = modifier.Text("type");
            if (type is "LIMIT_MODIFIER" or "LIMIT_PERCENT_MODIFIER" || (type == "DISTINCT_MODIFIER" && modifier.List("distinct_on_targets").Count > 0))
            {
                throw new NotIncrementalException(type == "DISTINCT_MODIFIER" ? "it has DISTINCT ON" : "it has LIMIT or OFFSET");
            }
        }
    }

    private ImmutableDictionary<string, Func<Relation>> WithCtes(JsonElement node, ImmutableDictionary<string, Func<Relation>> ctes)
    {
        foreach (var entry in node.Part("cte_map")?.List("map") ?? [])
        {
            var query = entry.Part("value")!.Value.Part("query")!.Value.Part("node")!.Value;
            var before = ctes;
            if (entry.Part("value")!.Value.List("aliases").Count > 0)
            {
                throw new NotIncrementalException("it has a CTE with a list of column names");
            }

            ctes = ctes.SetItem(entry.Text("key"), () => Read(query, before));
        }

        return ctes;
    }
}
