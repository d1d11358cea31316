using System.Text.Json.Nodes;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>How far the distribution of a column is from one that is given (Kullback and Leibler), at most.</summary>
/// <param name="column">The column.</param>
/// <param name="expected">The distribution.</param>
/// <param name="threshold">The most, or null for a mere observation.</param>
internal sealed class KlDivergence(string column, ExpectedDistribution expected, double? threshold) : Expectation
{
    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
        [new("expect_column_kl_divergence_to_be_less_than", a => new KlDivergence(a.Column(), a.Distribution(), (double?)a.OptionalNumber("threshold")))];

    public override IReadOnlyList<string> Columns => [column];

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) => [.. expected.Conditions(Identifier(column)).Select(condition => Over("count(*)", condition))];

    /// <summary>Values that the distribution does not list: how many, how often, and the sum of c ln c of their counts c.</summary>
    internal override string? Followup(CandidateRows rows, IReadOnlyList<object?> values) => expected.Values is not { } known
        ? null
        : $"SELECT count(*), coalesce(sum(c), 0), coalesce(sum(c * ln(c)), 0) FROM (SELECT count(*) AS c FROM {rows.Relation} WHERE {Where($"{Identifier(column)} NOT IN ({string.Join(", ", known)})")} GROUP BY {Identifier(column)})";

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var counts = values.Select(count => (double)ResultValue.ToInt64(count)).ToList();
        var (others, otherRows, otherSum) = followup.Count == 0 ? (0L, 0.0, 0.0) : (ResultValue.ToInt64(followup[0][0]), ResultValue.ToDouble(followup[0][1])!.Value, ResultValue.ToDouble(followup[0][2])!.Value);
        var weights = expected.Weights(others);
        var total = counts.Sum() + otherRows;
        var scale = weights.Sum() + (others > 0 ? expected.TailHoldout : 0);
        var divergence = counts.Zip(weights).Where(pair => pair.First > 0).Sum(pair => pair.First / total * Math.Log(pair.First / total / (pair.Second / scale)));
        if (others > 0)
        {
            divergence += (otherSum - (otherRows * (Math.Log(total) + Math.Log(expected.TailHoldout / others / scale)))) / total;
        }

        return new Observation(threshold is null || divergence <= threshold)
        {
            Observed = double.IsFinite(divergence) && total > 0 ? divergence : null,
            Details = new JsonObject
            {
                ["observed_partition"] = new JsonObject { ["weights"] = new JsonArray([.. counts.Select(count => JsonValue.Create(total == 0 ? 0 : count / total))]) },
                ["expected_partition"] = new JsonObject { ["weights"] = new JsonArray([.. weights.Select(weight => JsonValue.Create(weight))]) },
            },
        };
    }
}
