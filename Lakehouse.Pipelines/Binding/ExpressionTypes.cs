using System.Text.Json;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Binding;

/// <summary>Asks the engine for the types of expressions within a SELECT: its syntax tree has none.</summary>
/// <param name="engine">Knows the tables.</param>
/// <param name="select">The SELECT (<c>SELECT_NODE</c>) in which they stand.</param>
/// <param name="ctes">The CTEs that it can read, as the tree writes them: <c>{"key":"x","value":{…}}</c>.</param>
internal sealed class ExpressionTypes(BindingEngine engine, JsonElement select, IReadOnlyList<string> ctes)
{
    private const string Parts = """
        "where_clause":null,"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,"qualify":null
        """;

    /// <returns>DuckDB's name of the type; null when it cannot be told, as in a subquery that reads a column of the query around it.</returns>
    public string? Of(JsonElement expression) => OfRows(expression) ?? Last(
        // An aggregate, or an expression that names another column's alias, has a type only beside the columns of its SELECT.
        string.Join(",", select.List("select_list").Append(expression).Select(item => item.GetRawText())),
        select.Part("group_expressions")?.GetRawText() ?? "[]",
        select.Part("group_sets")?.GetRawText() ?? "[]");

    /// <summary>The same for an expression on the rows of FROM.</summary>
    public string? OfRows(JsonElement expression) => Last(expression.GetRawText(), "[]", "[]");

    private string? Last(string selected, string groups, string sets)
    {
        var node = $$"""
            {"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[{{string.Join(",", ctes)}}]},"select_list":[{{selected}}],"from_table":{{select.Part("from_table")!.Value.GetRawText()}},"group_expressions":{{groups}},"group_sets":{{sets}},{{Parts}}}
            """;
        return engine.TryDescribeTree($$"""{"error":false,"statements":[{"node":{{node}},"named_param_map":[]}]}""")?[^1].Type;
    }
}
