using System.Text.Json.Nodes;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>The set of values that a column has, compared with one that is given.</summary>
/// <param name="column">The column.</param>
/// <param name="literals">The given set.</param>
/// <param name="allFound">Whether each given value must occur.</param>
/// <param name="noOther">Whether no other value may occur.</param>
internal sealed class DistinctValues(string column, IReadOnlyList<string> literals, bool allFound, bool noOther) : Expectation
{
    private readonly string set = $"({string.Join(", ", literals)})";

    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
    [
        new("expect_column_distinct_values_to_be_in_set", a => new DistinctValues(a.Column(), a.Literals("value_set"), allFound: false, noOther: true)),
        new("expect_column_distinct_values_to_contain_set", a => new DistinctValues(a.Column(), a.Literals("value_set"), allFound: true, noOther: false)),
        new("expect_column_distinct_values_to_equal_set", a => new DistinctValues(a.Column(), a.Literals("value_set"), allFound: true, noOther: true)),
    ];

    public override IReadOnlyList<string> Columns => [column];

    /// <summary>The list of values found is never longer than the given set, whatever the column holds.</summary>
    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) =>
    [
        $"list_sort({Over($"list(DISTINCT {Identifier(column)})", $"{Identifier(column)} IN {set}")})",
        Over("count(*)", $"{Identifier(column)} NOT IN {set}"),
        .. literals.Select(literal => Over("count(*)", $"{Identifier(column)} = {literal}")),
    ];

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var others = ResultValue.ToInt64(values[1]);
        return new Observation((!noOther || others == 0) && (!allFound || values.Skip(2).All(count => ResultValue.ToInt64(count) > 0)))
        {
            Observed = ResultValue.ToJson(values[0]) ?? new JsonArray(),
            Details = others == 0 ? null : new JsonObject { ["values_outside_the_set"] = others },
        };
    }

    internal override string? FailingRows(CandidateRows rows, IReadOnlyList<object?> values) =>
        noOther ? $"SELECT * FROM {rows.Relation} WHERE {Where($"{Identifier(column)} NOT IN {set}")}" : null;
}
