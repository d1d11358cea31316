using System.Text.Json;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Binding;

/// <summary>Finds values of different types that meet, and that the engines bring to different types: texts and others, FLOATs and other numbers, small integers and written ones.</summary>
internal static class MixedTypeRules
{
    private static readonly string[] Arithmetic = ["+", "-", "*", "/", "%", "mod"];
    private static readonly string[] Choices = ["ifnull", "nvl", "greatest", "least"];

    public static IEnumerable<string> Faults(JsonElement expression, ExpressionTypes types)
    {
        var name = expression.Text("function_name").ToLowerInvariant();
        if (expression.Text("class") == "FUNCTION" && Arithmetic.Contains(name))
        {
            return FloatFaults(name, Types(expression.List("children"), types), name == "/");
        }

        var (met, chosen) = Meeting(expression, name);
        var found = Types(met, types);
        return found.Count < 2 ? [] : FamilyFaults(met, found, chosen, types).Concat(FloatFaults("and", found, divided: false)).Concat(chosen ? SmallFaults(met, found, types) : []);
    }

    /// <summary>Columns that a UNION, EXCEPT or INTERSECT puts upon each other.</summary>
    public static IEnumerable<string> Faults(string operation, IReadOnlyList<ModelColumn> left, IReadOnlyList<ModelColumn> right) =>
        left.Zip(right, (one, other) => (Name: one.Name, Types: new[] { one.Type, other.Type }.Where(type => type != "\"NULL\"").Distinct().ToList()))
            .Where(column => column.Types.Count > 1 && (Family(column.Types[0]) != Family(column.Types[1]) || FloatFaults("", column.Types, divided: false).Any()))
            .Select(column => $"{operation} of {column.Types[0]} and {column.Types[1]} in the column '{column.Name}' has another type in Spark, or none. CAST both to one type.");

    /// <summary>The values that are compared, or among which one is chosen; and which of both it is.</summary>
    private static (IReadOnlyList<JsonElement> Values, bool Chosen) Meeting(JsonElement expression, string name) => expression.Text("class") switch
    {
        "COMPARISON" => ([expression.Part("left")!.Value, expression.Part("right")!.Value], false),
        "BETWEEN" => ([expression.Part("input")!.Value, expression.Part("lower")!.Value, expression.Part("upper")!.Value], false),
        "OPERATOR" when expression.Text("type") is "COMPARE_IN" or "COMPARE_NOT_IN" => (expression.List("children"), false),
        "OPERATOR" when expression.Text("type") == "OPERATOR_COALESCE" => (expression.List("children"), true),
        "CASE" => ([.. expression.List("case_checks").Select(check => check.Part("then_expr")!.Value), expression.Part("else_expr")!.Value], true),
        "FUNCTION" when name == "nullif" => (expression.List("children"), false),
        "FUNCTION" when Choices.Contains(name) => (expression.List("children"), true),
        _ => ([], false),
    };

    private static List<string> Types(IReadOnlyList<JsonElement> values, ExpressionTypes types) =>
        [.. values.Where(value => !IsNull(value)).Select(types.Of).OfType<string>().Distinct()];

    private static IEnumerable<string> FamilyFaults(IReadOnlyList<JsonElement> values, List<string> found, bool chosen, ExpressionTypes types)
    {
        // DATE '2024-02-29' may be written '2024-02-29' where it is compared with a DATE.
        var families = found.GroupBy(Family).Select(family => family.First()).ToList();
        if (families.Count < 2 || (!chosen && found.TrueForAll(type => type is "VARCHAR" or "DATE") && values.Where(value => types.Of(value) == "VARCHAR").All(IsDate)))
        {
            yield break;
        }

        yield return $"{families[0]} and {families[1]} meet: DuckDB and Spark bring them to one type in different ways, or do not. CAST one of them.";
    }

    private static IEnumerable<string> FloatFaults(string name, List<string> found, bool divided)
    {
        if (found.Contains("FLOAT") && !found.Contains("DOUBLE") && (found.Count > 1 || divided))
        {
            yield return $"{string.Join($" {name} ", found.Count == 1 ? [found[0], found[0]] : found)} is computed in FLOAT in DuckDB and in DOUBLE in Spark. Write CAST(… AS DOUBLE) for the FLOAT.";
        }
    }

    private static IEnumerable<string> SmallFaults(IReadOnlyList<JsonElement> values, List<string> found, ExpressionTypes types)
    {
        if (found.Find(type => type is "TINYINT" or "SMALLINT") is { } small && values.Any(value => value.Text("class") == "CONSTANT" && types.Of(value) == "INTEGER") && !values.Any(value => value.Text("class") != "CONSTANT" && types.Of(value) is "INTEGER" or "BIGINT"))
        {
            yield return $"A {small} and a number: DuckDB keeps {small}, Spark makes it INTEGER. Write CAST(0 AS {small}) for the number.";
        }
    }

    /// <summary>Types within a family have a common type in both engines.</summary>
    private static string Family(string type) => type switch
    {
        "VARCHAR" or "BOOLEAN" or "BLOB" or "INTERVAL" => type,
        "DATE" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" => "TIMESTAMP",
        _ => "DOUBLE",
    };

    private static bool IsNull(JsonElement expression) => expression.Text("class") == "CONSTANT" && expression.Part("value")?.Part("is_null") is { ValueKind: JsonValueKind.True };

    private static bool IsDate(JsonElement expression) => expression.Text("class") == "CONSTANT" && DateOnly.TryParseExact(expression.Part("value")?.Text("value"), "yyyy-MM-dd", out _);
}
