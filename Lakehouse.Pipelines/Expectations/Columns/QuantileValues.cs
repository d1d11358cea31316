using System.Globalization;
using System.Text.Json.Nodes;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>Each of some quantiles of a column lies in its range.</summary>
/// <param name="column">The column.</param>
/// <param name="ranges">Quantile, lowest and highest value (null: open).</param>
internal sealed class QuantileValues(string column, IReadOnlyList<(double Quantile, double? Low, double? High)> ranges) : Expectation
{
    /// <summary>Great Expectations takes a value this near to a bound, relative to it, as within.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
        [new("expect_column_quantile_values_to_be_between", a => new QuantileValues(a.Column(), a.QuantileRanges("quantile_ranges")))];

    public override IReadOnlyList<string> Columns => [column];

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) =>
        [.. ranges.Select(range => Over(string.Create(CultureInfo.InvariantCulture, $"quantile_disc(CAST({Identifier(column)} AS DOUBLE), {range.Quantile:R})")))];

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var within = ranges.Zip(values, (range, value) => ResultValue.ToDouble(value) is { } found && IsWithin(found, range.Low, range.High)).ToList();
        return new Observation(within.TrueForAll(success => success))
        {
            Observed = new JsonObject
            {
                ["quantiles"] = new JsonArray([.. ranges.Select(range => JsonValue.Create(range.Quantile))]),
                ["values"] = new JsonArray([.. values.Select(ResultValue.ToJson)]),
            },
            Details = new JsonObject { ["success_details"] = new JsonArray([.. within.Select(success => JsonValue.Create(success))]) },
        };
    }

    private static bool IsWithin(double value, double? low, double? high) =>
        IsClose(value, low) || IsClose(value, high) || ((low is null || value >= low) && (high is null || value <= high));

    private static bool IsClose(double value, double? bound) => bound is { } near && Math.Abs(value - near) <= Tolerance * Math.Abs(near);
}
