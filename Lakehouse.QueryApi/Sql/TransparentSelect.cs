using System.Text.Json;
using static Lakehouse.QueryApi.Sql.TreeNode;

namespace Lakehouse.QueryApi.Sql;

/// <summary>
/// A SELECT in FROM or WITH whose rows are those of one table, each made of one row alone, as BI tools wrap them: a condition on its
/// columns from outside is one on the table's columns.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Position">Its place in the statement.</param>
internal sealed record TransparentSelect(TableName Table, int Position)
{
    private readonly HashSet<string> plain = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> computed = new(StringComparer.OrdinalIgnoreCase);
    private bool hasAll;

    /// <summary>Whether a column from outside is the table's column of that name.</summary>
    public bool Has(string column) => !computed.Contains(column) && (hasAll || plain.Contains(column));

    /// <summary>The SELECT that a subquery in FROM is.</summary>
    public static TransparentSelect? OfSubquery(JsonElement from, CteScope? scope) =>
        IsSet(from, "sample") || HasItems(from, "column_name_alias") ? null : Of(from.GetProperty("subquery").GetProperty("node"), scope);

    /// <summary>The SELECT that a name of WITH stands for.</summary>
    public static TransparentSelect? OfCte(CteScope name) =>
        name.Cte is not { } cte || HasItems(cte, "aliases") ? null : Of(cte.GetProperty("query").GetProperty("node"), name.Outer);

    private static TransparentSelect? Of(JsonElement select, CteScope? scope)
    {
        if (Text(select, "type") != "SELECT_NODE" || HasItems(select.GetProperty("cte_map"), "map") || HasItems(select, "group_expressions") || HasItems(select, "group_sets")
            || IsSet(select, "having") || IsSet(select, "qualify") || IsSet(select, "sample") || Text(select, "aggregate_handling") != "STANDARD_HANDLING"
            || select.GetProperty("modifiers").EnumerateArray().Any(modifier => Text(modifier, "type") != "ORDER_MODIFIER"))
        {
            return null;
        }

        var from = select.GetProperty("from_table");
        if (Text(from, "type") != "BASE_TABLE" || IsSet(from, "sample") || HasItems(from, "column_name_alias") || !from.TryGetProperty("query_location", out var location) || !location.TryGetInt32(out var position))
        {
            return null;
        }

        var table = new TableName(Text(from, "catalog_name"), Text(from, "schema_name"), Text(from, "table_name"), position);
        if (table.Catalog.Length == 0 && table.Database.Length == 0 && CteScope.IsVisible(scope, table.Name))
        {
            return null;
        }

        var found = new TransparentSelect(table, position);
        var alias = Text(from, "alias") is { Length: > 0 } given ? given : table.Name;
        return select.GetProperty("select_list").EnumerateArray().All(item => found.Take(item, alias)) ? found : null;
    }

    private bool Take(JsonElement item, string table)
    {
        var alias = Text(item, "alias");
        switch (Text(item, "class"))
        {
            case "STAR" when IsPlainStar(item, table):
                hasAll = true;
                return true;
            case "COLUMN_REF":
                var names = item.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!).ToArray();
                var isColumn = names.Length == 1 || (names.Length == 2 && names[0].Equals(table, StringComparison.OrdinalIgnoreCase));
                var isNamed = alias.Length == 0 || alias.Equals(names[^1], StringComparison.OrdinalIgnoreCase);
                (isColumn && isNamed ? plain : computed).Add(alias.Length == 0 ? names[^1] : alias);
                return true;
            default:
                computed.Add(alias);
                return IsOfOneRow(item);
        }
    }

    /// <summary>No EXCLUDE, REPLACE, RENAME or COLUMNS(…).</summary>
    private static bool IsPlainStar(JsonElement star, string table) =>
        Text(star, "relation_name") is { } relation && (relation.Length == 0 || relation.Equals(table, StringComparison.OrdinalIgnoreCase))
        && star.EnumerateObject().All(member => member.Value.ValueKind switch
        {
            JsonValueKind.Array => member.Value.GetArrayLength() == 0,
            JsonValueKind.True or JsonValueKind.Object => false,
            _ => true,
        });

    /// <summary>Functions may be aggregates, which only binding tells; operators are none.</summary>
    private static bool IsOfOneRow(JsonElement expression) => Text(expression, "class") switch
    {
        "COLUMN_REF" or "CONSTANT" or "PARAMETER" => true,
        "CAST" => IsOfOneRow(expression.GetProperty("child")),
        "COMPARISON" => IsOfOneRow(expression.GetProperty("left")) && IsOfOneRow(expression.GetProperty("right")),
        "CONJUNCTION" or "OPERATOR" => expression.GetProperty("children").EnumerateArray().All(IsOfOneRow),
        "FUNCTION" when Text(expression, "function_name") is [var first, ..] && !char.IsLetter(first) && first != '_' => expression.GetProperty("children").EnumerateArray().All(IsOfOneRow),
        _ => false,
    };
}
