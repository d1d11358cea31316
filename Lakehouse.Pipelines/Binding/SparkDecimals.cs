using System.Globalization;
using System.Text.Json;
using Lakehouse.Pipelines.Incremental;
using static Lakehouse.Pipelines.Sql.TypeNames;

namespace Lakehouse.Pipelines.Binding;

/// <summary>How many digits Spark gives to what is computed from DECIMALs. Beyond 38 it leaves out digits behind the point.</summary>
internal static class SparkDecimals
{
    private const int Most = 38;

    /// <summary>A DECIMAL of so many digits, so many of them behind the point.</summary>
    internal readonly record struct Digits(int Precision, int Scale)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Precision},{Scale})");
    }

    /// <summary>DECIMAL(8,2) is summed to DECIMAL(18,2) in Spark, and to DECIMAL(38,2) in DuckDB.</summary>
    public static Digits Sum(string type) => Of(type) is { } summed ? new Digits(Math.Min(Most, summed.Precision + 10), summed.Scale) : default;

    /// <summary>Both operands of a call whose result Spark cuts; null where it does not, or is no DECIMAL.</summary>
    public static string? Overflow(JsonElement call, ExpressionTypes types) =>
        Operands(call, types) is var (left, right) && Result(call.Text("function_name"), left, right).Precision > Most ? $"{left} {call.Text("function_name")} {right}" : null;

    private static (Digits Left, Digits Right)? Operands(JsonElement call, ExpressionTypes types) =>
        call.List("children") is [var one, var other] && types.Of(one) is { } left && types.Of(other) is { } right && (IsDecimal(left) || IsDecimal(right)) && Of(one, left, types) is { } a && Of(other, right, types) is { } b ? (a, b) : null;

    private static Digits? Of(JsonElement expression, string type, ExpressionTypes types) => expression.Text("class") switch
    {
        "CONSTANT" when expression.Part("value")?.Part("value") is { ValueKind: JsonValueKind.Number } number && !IsDecimal(type) => new Digits(number.GetRawText().TrimStart('-').Length, 0),
        "FUNCTION" when expression.Text("function_name") == "sum" && expression.List("children") is [var summed] && types.Of(summed) is { } inner && IsDecimal(inner) => Sum(inner),
        "FUNCTION" when Operands(expression, types) is var (left, right) && expression.Text("function_name") is "+" or "-" or "*" or "%" => Result(expression.Text("function_name"), left, right),
        _ => Of(type),
    };

    /// <summary>As Spark's DecimalPrecision has it, before it cuts.</summary>
    private static Digits Result(string name, Digits left, Digits right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return name switch
        {
            "*" => new(left.Precision + right.Precision + 1, left.Scale + right.Scale),
            "%" or "mod" => new(Math.Min(left.Precision - left.Scale, right.Precision - right.Scale) + scale, scale),
            _ => new(Math.Max(left.Precision - left.Scale, right.Precision - right.Scale) + scale + 1, scale),
        };
    }

    private static Digits? Of(string type) => type switch
    {
        "TINYINT" => new(3, 0),
        "SMALLINT" => new(5, 0),
        "INTEGER" => new(10, 0),
        "BIGINT" => new(20, 0),
        _ when IsDecimal(type) && type["DECIMAL(".Length..^1].Split(',') is [var precision, var scale] => new(int.Parse(precision, CultureInfo.InvariantCulture), int.Parse(scale, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
