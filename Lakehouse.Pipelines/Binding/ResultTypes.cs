using System.Text.Json;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Binding;

/// <summary>Finds columns whose type or value depends on the engine: DuckDB and Spark compute them with other types.</summary>
internal static class ResultTypes
{
    /// <summary>Functions that give the type of their argument in both.</summary>
    private static readonly HashSet<string> Keeping = new(["min", "max", "abs", "lag", "lead", "first_value", "last_value", "nth_value"], StringComparer.OrdinalIgnoreCase);

    /// <param name="model">The model, which fits its tables.</param>
    /// <param name="columns">The columns that it gives.</param>
    /// <param name="engine">Knows the tables.</param>
    public static IReadOnlyList<ModelFault> Faults(Model model, IReadOnlyList<ModelColumn> columns, BindingEngine engine)
    {
        using var parser = new ModelSqlParser();
        using var tree = parser.ParseTree(model.Sql);
        var rules = new TypeRules(model.Sql, engine);
        rules.Visit(tree.RootElement.GetProperty("statements")[0].GetProperty("node"), []);
        var faults = rules.Faults.ToList();
        var inSpark = rules.SparkTypes.Count > 0 ? engine.TryDescribeTree(new SparkTypedTree(parser, rules.SparkTypes).Of(tree.RootElement)) : null;

        // A star gives several columns: then it is not told which expression gives which column.
        var selected = tree.RootElement.GetProperty("statements")[0].GetProperty("node").List("select_list");
        for (var place = 0; place < columns.Count; place++)
        {
            if (Fault(model.Sql, selected.Count == columns.Count ? selected[place] : null, columns[place], inSpark?.Count == columns.Count ? inSpark[place].Type : columns[place].Type) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return faults;
    }

    private static ModelFault? Fault(string sql, JsonElement? expression, ModelColumn column, string inSpark)
    {
        var function = expression?.Text("class") is "FUNCTION" or "WINDOW" ? expression.Value.Text("function_name") : "";
        var message = expression?.Part("value")?.Part("is_null") is { ValueKind: JsonValueKind.True } ? $"The column '{column.Name}' is NULL and nothing else: DuckDB makes it INTEGER, Spark gives it no type. Write CAST(NULL AS {column.Type}), or another type."
            : inSpark == "INTEGER" && column.Type == "BIGINT" && function.Length > 0 && char.IsLetter(function[0]) ? $"The column '{column.Name}' is BIGINT in DuckDB and INT in Spark. Write CAST({function}(…) AS INTEGER)."
            : IsComputedDecimal(expression, function, column) ? $"The column '{column.Name}' is {column.Type} in DuckDB and a DECIMAL of another precision in Spark. Write CAST(… AS {column.Type})."
            : inSpark != column.Type ? $"The column '{column.Name}' is {column.Type} in DuckDB and {inSpark} in Spark. Write CAST(… AS {column.Type})."
            : null;
        return message is null ? null : new ModelFault(Line(sql, expression), message);
    }

    private static bool IsComputedDecimal(JsonElement? expression, string function, ModelColumn column) =>
        column.Type.StartsWith("DECIMAL", StringComparison.Ordinal) && expression?.Text("class") is "FUNCTION" or "WINDOW" or "CASE" or "OPERATOR" or "CONSTANT" && !Keeping.Contains(function);

    private static int Line(string sql, JsonElement? expression) =>
        ModelSqlParser.LineOf(sql, expression?.Part("query_location") is { } place && place.TryGetUInt64(out var offset) ? offset : 0);
}
