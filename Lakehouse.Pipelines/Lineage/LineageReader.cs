using System.Collections.Immutable;
using System.Text.Json;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Lineage;

/// <summary>Follows columns from a model's inputs through its SQL, by DuckDB's syntax tree.</summary>
public sealed class LineageReader
{
    private readonly Dictionary<string, TableReference> tables;
    private readonly PipelineSchema schema;
    private readonly HashSet<RowOrigins> rows = [];
    private bool complete = true;

    private LineageReader(Model model, PipelineSchema schema)
    {
        tables = model.DependsOn.ToDictionary(table => table.ToString(), StringComparer.OrdinalIgnoreCase);
        this.schema = schema;
    }

    /// <summary>The lineage of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="schema">Columns of its inputs, as far as they are known.</param>
    public static ModelLineage Read(Model model, PipelineSchema schema)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(schema);
        var reader = new LineageReader(model, schema);
        using var parser = new ModelSqlParser();
        using var tree = parser.ParseTree(model.Sql);
        var columns = reader.Query(tree.RootElement.GetProperty("statements")[0].GetProperty("node"), ImmutableDictionary<string, Func<LineageScope>>.Empty, null);
        return new ModelLineage(
            [.. columns.Columns.Select(column => new ColumnLineage(column.Name, Sorted(column.From)))],
            [.. reader.rows.OrderBy(row => row.Table.ToString(), StringComparer.Ordinal).ThenBy(row => row.Column, StringComparer.Ordinal).ThenBy(row => row.Influence)],
            reader.complete && columns.Open.Count == 0);
    }

    /// <summary>The columns that a SELECT gives.</summary>
    internal LineageScope Query(JsonElement node, ImmutableDictionary<string, Func<LineageScope>> ctes, LineageScope? outer)
    {
        foreach (var entry in node.Part("cte_map")?.List("map") ?? [])
        {
            var before = ctes;
            var query = entry.Part("value")!.Value.Part("query")!.Value.Part("node")!.Value;
            ctes = ctes.SetItem(entry.Text("key"), () => Query(query, before, outer));
        }

        if (node.Text("type") == "SELECT_NODE")
        {
            return Select(node, ctes, outer);
        }

        var left = Query(node.Part("left")!.Value, ctes, outer);
        var right = Query(node.Part("right")!.Value, ctes, outer);
        return left with
        {
            Columns = [.. left.Columns.Select((column, place) => place < right.Columns.Count ? column with { From = column.From.Union(right.Columns[place].From) } : column)],
            Open = left.Open.AddRange(right.Open),
        };
    }

    private LineageScope Select(JsonElement node, ImmutableDictionary<string, Func<LineageScope>> ctes, LineageScope? outer)
    {
        var scope = (node.Part("from_table") is { } table ? From(table, ctes, outer) : LineageScope.Empty) with { Outer = outer };
        var expressions = new LineageExpressions(this, scope, ctes);
        Note(expressions, node.Part("where_clause"), RowInfluence.Filter);
        Note(expressions, node.Part("having"), RowInfluence.Filter);
        var selected = node.List("select_list");
        foreach (var group in node.List("group_expressions"))
        {
            Note(expressions, QueryReader.Ordinal(group) is { } place && place <= selected.Count ? selected[place - 1] : group, RowInfluence.GroupBy);
        }

        var output = LineageScope.Empty;
        foreach (var expression in selected)
        {
            output = expression.Text("class") == "STAR" ? output.With(Star(expression, scope)) : output with
            {
                Columns = output.Columns.Add(new LineageColumn("", expression.Text("alias") is { Length: > 0 } alias ? alias : expression.ColumnName()?[^1] ?? "", expressions.Read(expression))),
            };
        }

        Modifiers(node, expressions, output);
        return output;
    }

    private void Modifiers(JsonElement node, LineageExpressions expressions, LineageScope output)
    {
        var modifiers = node.List("modifiers");
        if (modifiers.Any(modifier => modifier.Text("type") == "DISTINCT_MODIFIER"))
        {
            Note(output.Columns.SelectMany(column => column.From), RowInfluence.GroupBy);
        }

        if (modifiers.Any(modifier => modifier.Text("type") == "LIMIT_MODIFIER"))
        {
            foreach (var order in modifiers.Where(modifier => modifier.Text("type") == "ORDER_MODIFIER").SelectMany(modifier => modifier.List("orders")))
            {
                Note(expressions, order.Part("expression"), RowInfluence.Sort);
            }
        }
    }

    private LineageScope From(JsonElement node, ImmutableDictionary<string, Func<LineageScope>> ctes, LineageScope? outer) => node.Text("type") switch
    {
        "BASE_TABLE" => Table(node, ctes),
        "SUBQUERY" => Query(node.Part("subquery")!.Value.Part("node")!.Value, ctes, outer).As(node.Text("alias")),
        "JOIN" => Join(node, ctes, outer),
        _ => LineageScope.Empty,
    };

    private LineageScope Table(JsonElement node, ImmutableDictionary<string, Func<LineageScope>> ctes)
    {
        var name = node.Text("table_name");
        var alias = node.Text("alias") is { Length: > 0 } given ? given : name;
        if (node.Text("schema_name").Length == 0)
        {
            return ctes.FirstOrDefault(cte => string.Equals(cte.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { } cte ? cte().As(alias) : LineageScope.Empty;
        }

        var table = tables[$"{node.Text("schema_name")}.{name}"];
        return schema.ColumnsOf(table) is { } columns
            ? new LineageScope([.. columns.Select(column => new LineageColumn(alias, column.Name, [new ColumnOrigin(table, column.Name, ColumnUse.Identity)]))], [])
            : new LineageScope([], [(alias, table)]);
    }

    private LineageScope Join(JsonElement node, ImmutableDictionary<string, Func<LineageScope>> ctes, LineageScope? outer)
    {
        var left = From(node.Part("left")!.Value, ctes, outer);
        var right = From(node.Part("right")!.Value, ctes, outer);
        foreach (var column in Shared(node, left, right))
        {
            Note(left.Find([column]).Union(right.Find([column])), RowInfluence.Join);
        }

        var both = left.With(right);
        Note(new LineageExpressions(this, both with { Outer = outer }, ctes), node.Part("condition"), RowInfluence.Join);
        return node.Text("join_type") is "SEMI" or "ANTI" ? left : both;
    }

    /// <summary>Columns by whose names a join matches rows: those of USING, and of NATURAL all that both sides have.</summary>
    private static IEnumerable<string> Shared(JsonElement join, LineageScope left, LineageScope right) => join.Text("ref_type") == "NATURAL"
        ? left.Columns.Select(column => column.Name).Intersect(right.Columns.Select(column => column.Name), StringComparer.OrdinalIgnoreCase)
        : join.List("using_columns").Select(column => column.GetString()!);

    private LineageScope Star(JsonElement star, LineageScope scope)
    {
        var qualifier = star.Text("relation_name");
        var open = scope.Open.Where(table => qualifier.Length == 0 || string.Equals(table.Qualifier, qualifier, StringComparison.OrdinalIgnoreCase)).ToImmutableList();
        complete &= open.Count == 0;
        return new LineageScope([.. scope.Columns.Where(column => qualifier.Length == 0 || string.Equals(column.Qualifier, qualifier, StringComparison.OrdinalIgnoreCase))], open);
    }

    internal void Note(IEnumerable<ColumnOrigin> origins, RowInfluence influence)
    {
        foreach (var origin in origins)
        {
            rows.Add(new RowOrigins(origin.Table, origin.Column, influence));
        }
    }

    private void Note(LineageExpressions expressions, JsonElement? expression, RowInfluence influence)
    {
        if (expression is { } given)
        {
            Note(expressions.Read(given), influence);
        }
    }

    private static IReadOnlyList<ColumnOrigin> Sorted(IEnumerable<ColumnOrigin> origins) =>
        [.. origins.OrderBy(origin => origin.Table.ToString(), StringComparer.Ordinal).ThenBy(origin => origin.Column, StringComparer.Ordinal).ThenBy(origin => origin.Use)];
}
