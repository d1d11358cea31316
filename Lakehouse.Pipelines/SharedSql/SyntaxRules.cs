using System.Text.Json;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.SharedSql;

/// <summary>Walks DuckDB's syntax tree and finds what Spark lacks or understands in another way.</summary>
internal sealed class SyntaxRules(string sql)
{
    private static readonly string[] StarChanges = ["exclude_list", "replace_list", "qualified_exclude_list", "rename_list"];
    private static readonly string[] Types = ["BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "BLOB", "DATE", "TIMESTAMP"];
    private static readonly string[] SetOperations = ["UNION", "EXCEPT", "INTERSECT"];

    private readonly List<ModelFault> faults = [];
    private ulong location;

    public IReadOnlyList<ModelFault> Faults => faults;

    public void Visit(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Visit(item);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && element.Text("type") != "TABLE_FUNCTION") // which no model may read from at all
        {
            var outer = location;
            var own = Location(element);
            location = own ?? outer;
            Check(element, own is not null);
            foreach (var part in element.EnumerateObject())
            {
                Visit(part.Value);
            }

            location = outer;
        }
    }

    private void Check(JsonElement node, bool written)
    {
        switch (node.Text("type"))
        {
            case "SELECT_NODE":
                CheckSelect(node);
                CheckLimit(node);
                break;
            case "SET_OPERATION_NODE" when !SetOperations.Contains(node.Text("setop_type")):
                Add("Spark does not know UNION BY NAME. Name the columns on both sides in one order.");
                break;
            case "SET_OPERATION_NODE":
                CheckLimit(node);
                break;
            case "RECURSIVE_CTE_NODE":
                Add("Spark 3.5 has no recursive CTE. Put the levels into models of their own.");
                break;
            case "JOIN" when node.Text("ref_type") is not ("REGULAR" or "CROSS" or "NATURAL"):
                Add($"Spark has no {node.Text("ref_type")} JOIN. Write a join with a condition.");
                break;
            case "JOIN" when node.Text("ref_type") == "NATURAL" && node.Text("join_type") is "SEMI" or "ANTI":
                Add($"Spark has no NATURAL {node.Text("join_type")} JOIN. Write {node.Text("join_type")} JOIN … USING (…).");
                break;
            case "BASE_TABLE" or "SUBQUERY" or "JOIN" when node.Part("sample") is not null:
            case "BASE_TABLE" when node.Part("at_clause") is not null:
                Add("A model reads all rows of a table's present version. Remove TABLESAMPLE or AT.");
                break;
            case "PIVOT" or "SHOW_REF" or "COLUMN_DATA":
                Add("Spark writes PIVOT, UNPIVOT and DESCRIBE in another way. Use aggregates with FILTER.");
                break;
            case "DISTINCT_MODIFIER" when node.List("distinct_on_targets").Count > 0:
                Add("Spark has no DISTINCT ON. Use row_number() in a subquery and take the first.");
                break;
            case "LIMIT_PERCENT_MODIFIER":
                Add("Spark has no LIMIT with a percentage. Give a number of rows.");
                break;
        }

        CheckExpression(node, written);
    }

    private void CheckSelect(JsonElement node)
    {
        if (node.Part("qualify") is not null)
        {
            Add("Spark has no QUALIFY. Put the window function into a subquery and filter outside.");
        }

        if (node.Part("sample") is not null)
        {
            Add("A model reads all rows. Remove USING SAMPLE.");
        }

        if (node.List("select_list").Any(item => item.Text("class") == "STAR" && item.Text("relation_name").Length == 0) && node.Part("from_table") is { } from && MergesColumns(from))
        {
            Add("In Spark the columns of USING and NATURAL come first in a '*', in DuckDB they stay where they are. Name the columns.");
        }
    }

    private static bool MergesColumns(JsonElement from) => from.Text("type") == "JOIN"
        && (from.List("using_columns").Count > 0 || from.Text("ref_type") == "NATURAL" || MergesColumns(from.Part("left")!.Value) || MergesColumns(from.Part("right")!.Value));

    /// <summary>Without LIMIT the order of rows is nobody's business; with it, it decides which rows there are.</summary>
    private void CheckLimit(JsonElement node)
    {
        var modifiers = node.List("modifiers");
        if (!modifiers.Any(modifier => modifier.Text("type") == "LIMIT_MODIFIER"))
        {
            return;
        }

        var orders = modifiers.Where(modifier => modifier.Text("type") == "ORDER_MODIFIER").SelectMany(modifier => modifier.List("orders")).ToList();
        if (orders.Count == 0)
        {
            Add("LIMIT without ORDER BY takes any rows, each time others. Order them by columns that identify them.");
        }

        CheckNullOrder(orders);
    }

    private void CheckExpression(JsonElement node, bool written)
    {
        switch (node.Text("class"))
        {
            case "FUNCTION" or "WINDOW" when !SharedFunctions.Has(node.Text("function_name")) && (written || node.Text("function_name") != "trunc"):
                AddFunction(node.Text("function_name"));
                break;
            case "FUNCTION":
                CallRules.Faults(node).ToList().ForEach(Add);
                break;
            case "WINDOW":
                CallRules.WindowFaults(node).ToList().ForEach(Add);
                CheckNullOrder(node.List("orders"));
                break;
            case "CAST" when !Types.Contains(node.Part("cast_type")!.Value.Text("id")):
                Add($"Spark has no type {node.Part("cast_type")!.Value.Text("id")}. Take one of BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE, DECIMAL(p,s), STRING, BINARY, DATE, TIMESTAMP.");
                break;
            case "STAR" when StarChanges.Any(part => node.List(part).Count > 0) || node.Part("columns") is { ValueKind: JsonValueKind.True }:
                Add("Spark has no * with EXCLUDE, REPLACE, RENAME or COLUMNS, and no ORDER BY ALL. Name the columns.");
                break;
            case "LAMBDA" or "POSITIONAL_REFERENCE" or "PARAMETER" or "COLLATE":
                Add($"Spark does not understand this {node.Text("class").ToLowerInvariant().Replace('_', ' ')}. Write it with plain columns and functions.");
                break;
            case "OPERATOR" when node.Text("type") is "ARRAY_EXTRACT" or "ARRAY_SLICE" or "STRUCT_EXTRACT" or "ARRAY_CONSTRUCTOR":
                Add("Lists and structs differ between DuckDB and Spark. Models read and make plain columns only.");
                break;
        }
    }

    /// <summary>Ascending, NULLs come last in DuckDB and first in Spark; descending, last in both.</summary>
    private void CheckNullOrder(IEnumerable<JsonElement> orders)
    {
        foreach (var order in orders.Where(order => order.Text("null_order") == "ORDER_DEFAULT" && order.Text("type") != "DESCENDING"))
        {
            location = order.Part("expression") is { } expression && Location(expression) is { } place ? place : location;
            Add("NULLs come last in DuckDB and first in Spark. Say NULLS FIRST or NULLS LAST.");
        }
    }

    private void AddFunction(string name) => Add(SharedFunctions.Instead.TryGetValue(name, out var instead)
        ? (char.IsLetter(name[0]) ? $"{name}(): " : "") + $"{instead}."
        : $"{name}() is not among the functions that DuckDB and Spark share. {Spelling.SuggestNear(name, SharedFunctions.Names) ?? "docs/models.md lists them."}");

    private void Add(string message) => faults.Add(new ModelFault(ModelSqlParser.LineOf(sql, location), message));

    private static ulong? Location(JsonElement node) =>
        node.Part("query_location") is { } place && place.TryGetUInt64(out var offset) && offset != ulong.MaxValue ? offset : null;
}
