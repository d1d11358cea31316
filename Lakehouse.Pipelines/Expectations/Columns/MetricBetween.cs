using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>One number or value about a column lies between bounds. No rows at all have no such value, and fail.</summary>
/// <param name="column">The column.</param>
/// <param name="metric">The aggregate, from the quoted column and a function that puts the row condition to it.</param>
/// <param name="bounds">Comparisons that must hold, like <c>&gt;= 0</c>.</param>
internal sealed class MetricBetween(string column, Func<string, Func<string, string>, string> metric, IReadOnlyList<string> bounds) : Expectation
{
    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
    [
        Of("expect_column_max_to_be_between", (column, over) => over($"max({column})")),
        Of("expect_column_min_to_be_between", (column, over) => over($"min({column})")),
        Of("expect_column_mean_to_be_between", (column, over) => over($"avg({column})")),
        Of("expect_column_median_to_be_between", (column, over) => over($"median({column})")),
        Of("expect_column_stdev_to_be_between", (column, over) => over($"stddev_samp({column})")),
        Of("expect_column_sum_to_be_between", (column, over) => over($"sum({column})")),
        Of("expect_column_unique_value_count_to_be_between", (column, over) => over($"count(DISTINCT {column})")),
        Of("expect_column_proportion_of_unique_values_to_be_between", (column, over) => $"coalesce({over($"count(DISTINCT {column})")} / nullif({over($"count({column})")}, 0), 0)"),
    ];

    public override IReadOnlyList<string> Columns => [column];

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows)
    {
        var value = metric(Identifier(column), aggregate => Over(aggregate));
        return [value, bounds.Count == 0 ? $"({value}) IS NOT NULL" : string.Join(" AND ", bounds.Select(bound => $"({value}) {bound}"))];
    }

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup) =>
        new(ResultValue.IsTrue(values[1])) { Observed = ResultValue.ToJson(values[0]) };

    private static KeyValuePair<string, ExpectationFactory> Of(string type, Func<string, Func<string, string>, string> metric) =>
        new(type, arguments => new MetricBetween(arguments.Column(), metric, arguments.Bounds()));
}
