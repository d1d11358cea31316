using System.Text.Json;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Binding;

/// <summary>Finds columns whose type or value depends on the engine: DuckDB and Spark compute them with other types.</summary>
internal static class ResultTypes
{
    /// <summary>Functions that give BIGINT in DuckDB and INT in Spark.</summary>
    private static readonly HashSet<string> Integers = new(
        ["length", "char_length", "character_length", "instr", "ascii", "sign", "date_part", "year", "quarter", "month", "weekofyear", "day", "dayofmonth", "dayofyear", "hour", "minute", "second",
         "row_number", "rank", "dense_rank", "ntile"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions that give DOUBLE for a DECIMAL in DuckDB and DECIMAL in Spark.</summary>
    private static readonly HashSet<string> Averages = new(["avg", "mean", "median"], StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<ModelFault> Faults(Model model, IReadOnlyList<ModelColumn> columns, Func<TableReference, IReadOnlyList<ModelColumn>> columnsOf)
    {
        using var parser = new ModelSqlParser();
        using var tree = parser.ParseTree(model.Sql);
        var node = tree.RootElement.GetProperty("statements")[0].GetProperty("node");
        var selected = node.List("select_list");
        var faults = new List<ModelFault>();

        // A star gives several columns: then it is not told which expression gives which column.
        if (selected.Count == columns.Count)
        {
            faults.AddRange(selected.Zip(columns, (expression, column) => Fault(model.Sql, expression, column)).OfType<ModelFault>());
        }

        var decimals = model.DependsOn.SelectMany(columnsOf).Where(column => column.Type.StartsWith("DECIMAL", StringComparison.Ordinal)).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        FindAverages(node, model.Sql, decimals, faults);
        return faults;
    }

    private static ModelFault? Fault(string sql, JsonElement expression, ModelColumn column)
    {
        if (expression.Text("class") is not ("FUNCTION" or "WINDOW"))
        {
            return null;
        }

        var function = expression.Text("function_name");
        return Integers.Contains(function) ? new ModelFault(Line(sql, expression), $"The column '{column.Name}' is BIGINT in DuckDB and INT in Spark. Write CAST({function}(…) AS INTEGER).")
            : column.Type.StartsWith("DECIMAL", StringComparison.Ordinal) ? new ModelFault(Line(sql, expression), $"The column '{column.Name}' is {column.Type} in DuckDB and a DECIMAL of another precision in Spark. Write CAST(… AS {column.Type}).")
            : null;
    }

    private static void FindAverages(JsonElement element, string sql, HashSet<string> decimals, List<ModelFault> faults)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                FindAverages(item, sql, decimals, faults);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.Text("class") is "FUNCTION" or "WINDOW" && Averages.Contains(element.Text("function_name"))
                && element.List("children") is [var argument] && argument.ColumnName() is { } name && decimals.Contains(name[^1]))
            {
                var function = element.Text("function_name");
                faults.Add(new ModelFault(Line(sql, element), $"{function} of the DECIMAL {name[^1]} is DOUBLE in DuckDB and a rounded DECIMAL in Spark. Write {function}(CAST({name[^1]} AS DOUBLE))."));
            }

            foreach (var part in element.EnumerateObject())
            {
                FindAverages(part.Value, sql, decimals, faults);
            }
        }
    }

    private static int Line(string sql, JsonElement expression) =>
        ModelSqlParser.LineOf(sql, expression.Part("query_location") is { } place && place.TryGetUInt64(out var offset) ? offset : 0);
}
