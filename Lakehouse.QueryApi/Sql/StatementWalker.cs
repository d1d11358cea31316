using System.Collections.Frozen;
using System.Text.Json;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Sql;

/// <summary>
/// Walks the whole syntax tree of a SELECT: collects the tables it reads and refuses whatever is not known to be harmless. A node
/// of a kind that is not listed here, as a new version of DuckDB may bring, is refused too.
/// </summary>
internal sealed class StatementWalker
{
    private static readonly FrozenSet<string> QueryNodes = FrozenSet.ToFrozenSet(
        ["SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"]);

    private static readonly FrozenSet<string> TableNodes = FrozenSet.ToFrozenSet(
        ["BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT", "SHOW_REF", "COLUMN_DATA"]);

    private static readonly FrozenSet<string> ExpressionClasses = FrozenSet.ToFrozenSet(
        [
            "COLUMN_REF", "CONSTANT", "FUNCTION", "STAR", "SUBQUERY", "CAST", "CASE", "COMPARISON", "CONJUNCTION", "OPERATOR", "WINDOW",
            "LAMBDA", "LAMBDA_REF", "COLLATE", "DEFAULT", "PARAMETER", "POSITIONAL_REFERENCE", "BETWEEN", "TYPE",
        ]);

    private readonly Dictionary<string, TableName> tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly FilterPlaces places = new();
    private readonly FilterFinder filters;

    public StatementWalker() => filters = new FilterFinder(places);

    /// <summary>What the tables' rows have to fulfil to matter; known after the walk.</summary>
    public IReadOnlyList<TableFilter> Filters => places.Filters;

    /// <summary>The same tables give the same rows again; known after the walk.</summary>
    public bool IsRepeatable { get; private set; } = true;

    /// <summary>Checks the tree.</summary>
    /// <returns>The tables that the statement reads, each once.</returns>
    /// <exception cref="QueryException">Something in it is not open to queries.</exception>
    public IReadOnlyList<TableName> Walk(JsonElement node)
    {
        Visit(node, null);
        return [.. tables.Values];
    }

    private void Visit(JsonElement element, CteScope? scope)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Visit(item, scope);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            VisitObject(element, scope);
        }
    }

    private void VisitObject(JsonElement element, CteScope? scope)
    {
        var isTyped = element.TryGetProperty("type", out var type);
        if (isTyped && type.ValueKind == JsonValueKind.Object)
        {
            // A literal, {"type":{"id":"VARCHAR"},"is_null":false,"value":"…"}: its value may look like anything.
            return;
        }

        var kind = isTyped ? type.GetString() ?? "" : "";
        if (element.TryGetProperty("class", out var expression))
        {
            CheckExpression(element, expression.GetString() ?? "");
        }
        else if (element.TryGetProperty("cte_map", out var ctes))
        {
            Require(QueryNodes.Contains(kind), kind);
            scope = VisitCtes(ctes, scope);
            filters.Look(element, scope);
            IsRepeatable &= !IsSampled(element);
        }
        else if (isTyped && element.TryGetProperty("sample", out _))
        {
            Require(TableNodes.Contains(kind), kind);
            IsRepeatable &= !IsSampled(element);
            if (VisitTable(element, kind, scope))
            {
                return;
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !property.NameEquals("cte_map"))
            {
                Visit(property.Value, scope);
            }
        }
    }

    /// <summary>Each name is visible to those after it and to the body; to itself only when it is recursive.</summary>
    private CteScope? VisitCtes(JsonElement ctes, CteScope? scope)
    {
        foreach (var cte in ctes.GetProperty("map").EnumerateArray())
        {
            var name = cte.GetProperty("key").GetString()!;
            var value = cte.GetProperty("value");
            var isRecursive = value.GetProperty("query").GetProperty("node").GetProperty("type").GetString() == "RECURSIVE_CTE_NODE";
            Visit(value, isRecursive ? new CteScope(name, null, scope) : scope);
            scope = new CteScope(name, isRecursive ? null : value, scope);
        }

        return scope;
    }

    private static bool IsSampled(JsonElement element) => element.TryGetProperty("sample", out var sample) && sample.ValueKind != JsonValueKind.Null;

    private void CheckExpression(JsonElement element, string kind)
    {
        Require(ExpressionClasses.Contains(kind), kind);
        if (kind == "COLUMN_REF" && element.GetProperty("column_names") is var names && names.GetArrayLength() == 1)
        {
            // current_date and its like are functions without parentheses; only binding tells them from columns.
            var name = names[0].GetString() ?? "";
            RequireOpen(!FunctionRules.IsValueFunctionClosed(name), name, element);
            IsRepeatable &= FunctionRules.IsRepeatable(name);
        }

        if (kind is "FUNCTION" or "WINDOW")
        {
            var name = element.GetProperty("function_name").GetString() ?? "";
            RequireOpen(FunctionRules.IsScalarFunctionOpen(name), name, element);
            // The state of an aggregate is a piece of the engine's memory.
            RequireOpen(!element.TryGetProperty("export_state", out var export) || export.ValueKind != JsonValueKind.True, $"{name} … EXPORT_STATE", element);
            IsRepeatable &= FunctionRules.IsRepeatable(name);
        }
    }

    private static void RequireOpen(bool isOpen, string function, JsonElement element)
    {
        if (!isOpen)
        {
            throw new QueryException(Problem.NotAllowed, $"The function {function} is not open to queries.") { Position = Position(element) };
        }
    }

    /// <returns>True when nothing below the node is left to visit.</returns>
    private bool VisitTable(JsonElement element, string kind, CteScope? scope)
    {
        switch (kind)
        {
            case "BASE_TABLE":
                var table = new TableName(Text(element, "catalog_name"), Text(element, "schema_name"), Text(element, "table_name"), Position(element));
                if (element.TryGetProperty("at_clause", out var at) && at.ValueKind != JsonValueKind.Null)
                {
                    throw new QueryException(Problem.NotAllowed, $"{table} AT (…): reading another version than the latest is not available yet.") { Position = table.Position };
                }

                if (table.Catalog.Length > 0 || table.Database.Length > 0 || CteScope.Find(scope, table.Name) is not { } cte)
                {
                    tables.TryAdd(table.ToString(), table);
                    places.Add(table.ToString(), table.Position);
                }
                else if (TransparentSelect.OfCte(cte) is { } named)
                {
                    places.Refer(named);
                }

                return false;
            case "SUBQUERY" when TransparentSelect.OfSubquery(element, scope) is { } select:
                places.Refer(select);
                return false;
            case "TABLE_FUNCTION":
                var function = element.GetProperty("function");
                if (function.GetProperty("class").GetString() != "FUNCTION"
                    || !FunctionRules.IsTableFunctionOpen(Text(function, "schema") + Text(function, "catalog"), Text(function, "function_name")))
                {
                    throw new QueryException(Problem.NotAllowed, $"The table function {Text(function, "function_name")} is not open to queries: they read the catalog's tables only (SHOW TABLES lists them).") { Position = Position(element) };
                }

                return false;
            case "SHOW_REF" when element.GetProperty("query").ValueKind == JsonValueKind.Null:
                throw new QueryException(Problem.NotAllowed, "SHOW stands as a statement of its own, not inside another.");
            default:
                return false;
        }
    }

    private static void Require(bool isKnown, string kind)
    {
        if (!isKnown)
        {
            throw new QueryException(Problem.NotAllowed, $"The statement uses {kind}, which is not open to queries.");
        }
    }

    private static string Text(JsonElement element, string property) => element.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    /// <summary>DuckDB writes 2^64 - 1 for nodes without a place in the text.</summary>
    internal static int? Position(JsonElement element) =>
        element.TryGetProperty("query_location", out var value) && value.TryGetInt32(out var position) ? position : null;
}
