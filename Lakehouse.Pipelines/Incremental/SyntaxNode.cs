using System.Text.Json;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>Shorthands for the parts of DuckDB's syntax tree.</summary>
internal static class SyntaxNode
{
    /// <summary>Functions whose result is not decided by the rows.</summary>
    private static readonly HashSet<string> Volatile = new(
        ["random", "setseed", "uuid", "uuidv4", "uuidv7", "gen_random_uuid", "now", "today", "current_date", "current_time", "current_timestamp", "localtime",
         "localtimestamp", "get_current_timestamp", "get_current_time", "transaction_timestamp", "nextval", "currval", "txid_current", "version"],
        StringComparer.OrdinalIgnoreCase);

    public static string Text(this JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A part, or null when it is missing or null.</summary>
    public static JsonElement? Part(this JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static IReadOnlyList<JsonElement> List(this JsonElement node, string name) =>
        node.Part(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>The name of a column reference, or null when the expression is something else.</summary>
    public static IReadOnlyList<string>? ColumnName(this JsonElement expression) =>
        expression.Text("class") == "COLUMN_REF" ? [.. expression.List("column_names").Select(part => part.GetString()!)] : null;

    /// <summary>The conditions that must all hold.</summary>
    public static IEnumerable<JsonElement> Conjuncts(this JsonElement condition) =>
        condition.Text("type") == "CONJUNCTION_AND" ? condition.List("children").SelectMany(Conjuncts) : [condition];

    /// <summary>Whether a SELECT stands anywhere in it.</summary>
    public static bool HasSubquery(this JsonElement expression) => expression.ValueKind switch
    {
        JsonValueKind.Array => expression.EnumerateArray().Any(HasSubquery),
        JsonValueKind.Object => expression.Text("class") == "SUBQUERY" || expression.EnumerateObject().Any(part => part.Value.HasSubquery()),
        _ => false,
    };

    /// <summary>Refuses expressions whose value depends on more than the columns of one row or one group.</summary>
    /// <exception cref="NotIncrementalException">There is one.</exception>
    public static void CheckExpressions(this JsonElement expression)
    {
        if (expression.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in expression.EnumerateArray())
            {
                item.CheckExpressions();
            }
        }
        else if (expression.ValueKind == JsonValueKind.Object)
        {
            Check(expression);
            foreach (var part in expression.EnumerateObject())
            {
                part.Value.CheckExpressions();
            }
        }
    }

    private static void Check(JsonElement expression)
    {
        switch (expression.Text("class"))
        {
            case "SUBQUERY":
                throw new NotIncrementalException("it has a subquery in an expression");
            case "WINDOW":
                throw new NotIncrementalException($"it has the window function {expression.Text("function_name")}");
            case "FUNCTION" when Volatile.Contains(expression.Text("function_name")):
                throw new NotIncrementalException($"{expression.Text("function_name")}() gives another result each time");
            case "COLUMN_REF" when expression.ColumnName() is [var name] && Volatile.Contains(name):
                throw new NotIncrementalException($"{name} gives another result each time");
        }
    }
}
