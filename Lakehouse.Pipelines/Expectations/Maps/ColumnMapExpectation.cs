using System.Text.Json.Nodes;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>An expectation on each value of a column. NULLs are not looked at.</summary>
/// <param name="column">The column.</param>
/// <param name="mostly">Share of the values that must meet it.</param>
/// <param name="unexpected">Makes the condition of a failing value from the quoted column.</param>
internal class ColumnMapExpectation(string column, decimal mostly, Func<string, string> unexpected) : MapExpectation(mostly)
{
    public sealed override IReadOnlyList<string> Columns => [column];

    protected override string? Considered => $"{Identifier(column)} IS NOT NULL";

    protected override string Unexpected(IReadOnlyList<object?> values) => unexpected(Identifier(column));

    internal sealed override JsonNode? UnexpectedValue(Func<string, JsonNode?> value) => value(column);
}

/// <summary>An expectation about NULL itself, so every row is looked at.</summary>
internal sealed class NullnessExpectation(string column, decimal mostly, Func<string, string> unexpected) : ColumnMapExpectation(column, mostly, unexpected)
{
    protected override string? Considered => null;
}

/// <summary>Each value is at most so many standard deviations from the mean; where all values are equal, none is.</summary>
internal sealed class ZScoreExpectation(string column, decimal threshold, bool doubleSided, decimal mostly) : ColumnMapExpectation(column, mostly, _ => "")
{
    private readonly string quoted = Identifier(column);

    protected override IReadOnlyList<string> Statistics => [Over($"avg(CAST({quoted} AS DOUBLE))"), Over($"stddev_samp(CAST({quoted} AS DOUBLE))")];

    protected override string Unexpected(IReadOnlyList<object?> values)
    {
        var score = $"(CAST({quoted} AS DOUBLE) - {Literal(values[0])}) / nullif({Literal(values[1])}, 0)";
        return doubleSided ? $"NOT (abs({score}) < {Number(Math.Abs(threshold))})" : $"NOT ({score} < {Number(threshold)})";
    }

    private static string Literal(object? value) => FormattableString.Invariant($"CAST('{ResultValue.ToDouble(value) ?? 0:R}' AS DOUBLE)");
}
