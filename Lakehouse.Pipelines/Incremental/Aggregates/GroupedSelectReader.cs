using System.Text.Json;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines.SharedSql;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>Reads <c>SELECT {groups, expressions over aggregates} FROM {table} [WHERE …] GROUP BY {columns}</c>.</summary>
/// <param name="node">A SELECT_NODE that reads one table.</param>
/// <param name="number">Number of the SELECT.</param>
/// <param name="columns">The table's columns.</param>
internal sealed class GroupedSelectReader(JsonElement node, int number, IReadOnlyList<ModelColumn> columns)
{
    private readonly List<string> groups = [];
    private readonly List<KeptAggregate> aggregates = [];
    private readonly List<(string Text, KeptMeasure Measure)> measures = [];
    private readonly JsonArray values = [];
    private readonly JsonElement from = node.GetProperty("from_table");
    private bool known = true;

    /// <summary>The SELECT with what is kept in place of the table.</summary>
    public JsonObject Rewritten { get; } = [];

    private JsonObject GroupedRows { get; } = [];

    private string Alias => from.Text("alias") is { Length: > 0 } alias ? alias : from.Text("table_name");

    public bool Groups(string column) => groups.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <returns>What was read, or null when the text or the types may lose something.</returns>
    public GroupedSelect? TryFinish(TableReference table, ModelSqlParser parser)
    {
        if (parser.TryWrite(GroupedRows) is not { } rows)
        {
            return null;
        }

        parser.Declare(GroupedSelect.RowsName(number), [.. columns, new ModelColumn(GroupedSelect.Sign, "INTEGER")]);
        return AggregateTypes.Find(parser, rows, groups.Count, aggregates) is { } types
            ? new GroupedSelect(number, table, groups, rows, [.. measures.Select(measure => measure.Measure)], aggregates, types)
            : null;
    }

    /// <summary>Reads it.</summary>
    /// <returns>Whether all of it is of that form, with aggregates that can be kept.</returns>
    public bool TryRead()
    {
        if (!IsPlain() || !ReadGroups())
        {
            return false;
        }

        var selected = new JsonArray();
        foreach (var expression in node.List("select_list"))
        {
            known &= expression.ColumnName() is not null || expression.Text("alias").Length > 0; // DuckDB names an expression after its text
            selected.Add(Rewrite(expression));
        }

        Fill(Rewritten, selected, GroupedSelect.KeptName(number), null);
        JsonNode[] grouped = [.. groups.Select((column, group) => SyntaxWriter.Column(column, GroupedSelect.GroupName(group)))];
        Fill(GroupedRows, [.. grouped, .. values.Select(value => value!.DeepClone()), SyntaxWriter.Column(GroupedSelect.Sign, "")], GroupedSelect.RowsName(number), node.Part("where_clause"));
        return known;
    }

    private bool IsPlain() =>
        from.Text("type") == "BASE_TABLE" && from.Text("catalog_name").Length == 0 && from.Part("sample") is null && from.Part("at_clause") is null && from.List("column_name_alias").Count == 0
        && node.List("modifiers").Count == 0 && (node.Part("cte_map")?.List("map").Count ?? 0) == 0
        && node.Part("having") is null && node.Part("qualify") is null && node.Part("sample") is null && node.Text("aggregate_handling") == "STANDARD_HANDLING"
        && node.List("group_sets") is [var set] && set.GetArrayLength() == node.List("group_expressions").Count
        && (node.Part("where_clause") is not { } where || IsOfColumns(where));

    private bool ReadGroups()
    {
        var selected = node.List("select_list");
        foreach (var group in node.List("group_expressions"))
        {
            var expression = QueryReader.Ordinal(group) is { } place && place <= selected.Count ? selected[place - 1] : group;
            if (Find(expression) is not { } column)
            {
                return false;
            }

            if (!Groups(column.Name))
            {
                groups.Add(column.Name);
            }
        }

        return groups.Count > 0;
    }

    private JsonNode? Rewrite(JsonElement expression)
    {
        if (expression.ValueKind == JsonValueKind.Array)
        {
            return new JsonArray([.. expression.EnumerateArray().Select(Rewrite)]);
        }

        if (expression.ValueKind != JsonValueKind.Object)
        {
            return JsonValue.Create(expression);
        }

        switch (expression.Text("class"))
        {
            case "FUNCTION" when SharedFunctions.Aggregates.Contains(expression.Text("function_name"), StringComparer.OrdinalIgnoreCase):
                return SyntaxWriter.Column(GroupedSelect.ResultName(Keep(expression)), expression.Text("alias"));
            case "FUNCTION" when !SharedFunctions.Has(expression.Text("function_name")) || expression.Part("filter") is not null:
            case "STAR" or "SUBQUERY" or "WINDOW" or "LAMBDA":
            case "COLUMN_REF" when Find(expression) is not { } column || !Groups(column.Name):
                known = false;
                return null;
            default:
                return SyntaxWriter.Object(expression, Rewrite);
        }
    }

    /// <returns>The aggregate's place among those that are kept.</returns>
    private int Keep(JsonElement call)
    {
        var name = call.Text("function_name").ToLowerInvariant();
        var arguments = call.List("children");
        var filter = call.Part("filter");
        var ordered = call.Part("order_bys")?.List("orders").Count > 0;
        if (name is not ("count_star" or "count" or "sum" or "avg" or "mean") || ordered || call.Part("distinct") is { ValueKind: JsonValueKind.True }
            || arguments.Count != (name == "count_star" ? 0 : 1) || arguments.Any(argument => !IsOfColumns(argument)) || (filter is { } condition && !IsOfColumns(condition)))
        {
            known = false;
            return 0;
        }

        var argument = arguments.Count == 0 ? (JsonElement?)null : arguments[0];
        var asDouble = name is "sum" or "avg" or "mean" && argument!.Value is var cast && cast.Text("class") == "CAST" && cast.Part("try_cast") is { ValueKind: JsonValueKind.False } && cast.Part("cast_type")?.Text("id") == "DOUBLE";
        var kind = argument is null ? MeasureKind.Rows : MeasureKind.Values;
        aggregates.Add(new KeptAggregate(name, asDouble, argument is null && filter is null ? null : Measure(kind, asDouble ? argument!.Value.GetProperty("child") : argument, filter)));
        return aggregates.Count - 1;
    }

    /// <summary>Aggregates of one argument and filter share what is kept.</summary>
    private KeptMeasure Measure(MeasureKind kind, JsonElement? value, JsonElement? filter)
    {
        var text = $"{kind} {Plain(value)} {Plain(filter)}";
        if (measures.FirstOrDefault(measure => measure.Text == text).Measure is { } same)
        {
            return same;
        }

        var measure = new KeptMeasure(measures.Count, kind, filter is not null);
        measures.Add((text, measure));
        if (value is { } argument)
        {
            values.Add(SyntaxWriter.Named(argument, measure.Value));
        }

        if (filter is { } condition)
        {
            values.Add(SyntaxWriter.Named(condition, measure.Filter));
        }

        return measure;
    }

    private void Fill(JsonObject select, JsonArray selected, string table, JsonElement? where)
    {
        foreach (var part in node.EnumerateObject())
        {
            select.Add(part.Name, part.Name switch
            {
                "select_list" => selected,
                "from_table" => new JsonObject(from.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Name switch
                {
                    "schema_name" => "",
                    "table_name" => table,
                    "alias" => Alias,
                    _ => SyntaxWriter.Copy(property.Value),
                }))),
                "where_clause" => where is { } condition ? SyntaxWriter.Copy(condition) : null,
                "group_expressions" or "group_sets" => new JsonArray(),
                _ => SyntaxWriter.Copy(part.Value),
            });
        }
    }

    /// <summary>Whether an expression is about the columns of one row: no other functions, aggregates or names.</summary>
    private bool IsOfColumns(JsonElement expression) => expression.ValueKind switch
    {
        JsonValueKind.Array => expression.EnumerateArray().All(IsOfColumns),
        JsonValueKind.Object => IsKnown(expression) && expression.EnumerateObject().All(part => IsOfColumns(part.Value)),
        _ => true,
    };

    private bool IsKnown(JsonElement expression) => expression.Text("class") switch
    {
        "COLUMN_REF" => Find(expression) is not null,
        "FUNCTION" => SharedFunctions.Has(expression.Text("function_name")) && !SharedFunctions.Aggregates.Contains(expression.Text("function_name"), StringComparer.OrdinalIgnoreCase),
        "STAR" or "SUBQUERY" or "WINDOW" or "LAMBDA" => false,
        _ => true,
    };

    private ModelColumn? Find(JsonElement expression) => expression.ColumnName() switch
    {
        [var name] => Named(name),
        [var qualifier, var name] when string.Equals(qualifier, Alias, StringComparison.OrdinalIgnoreCase) => Named(name),
        _ => null,
    };

    private ModelColumn? Named(string name) => columns.SingleOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of an expression without the places where its parts stand in the model.</summary>
    private static string Plain(JsonElement? expression) => expression is { } part ? SyntaxTree.WithoutPlaces(SyntaxWriter.Copy(part))!.ToJsonString(SyntaxTree.Deep) : "";
}
