using System.Text.Json.Nodes;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>The value that occurs most often is one of a set.</summary>
/// <param name="column">The column.</param>
/// <param name="literals">The set.</param>
/// <param name="tiesOkay">Whether one of several values that occur equally often is enough.</param>
internal sealed class MostCommonValue(string column, IReadOnlyList<string> literals, bool tiesOkay) : Expectation
{
    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
        [new("expect_column_most_common_value_to_be_in_set", a => new MostCommonValue(a.Column(), a.Literals("value_set"), a.Flag("ties_okay", false)))];

    public override IReadOnlyList<string> Columns => [column];

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) => [];

    internal override string Followup(CandidateRows rows, IReadOnlyList<object?> values)
    {
        var name = Identifier(column);
        return $"""
            SELECT {name}, {name} IN ({string.Join(", ", literals)})
            FROM {rows.Relation} WHERE {Where($"{name} IS NOT NULL")} GROUP BY {name}
            QUALIFY rank() OVER (ORDER BY count(*) DESC) = 1 ORDER BY 1 LIMIT 1000
            """;
    }

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var inSet = followup.Count(row => ResultValue.IsTrue(row[1]));
        return new Observation(tiesOkay ? inSet > 0 : followup.Count == 1 && inSet == 1)
        {
            Observed = new JsonArray([.. followup.Take(SuiteValidator.SampleSize).Select(row => ResultValue.ToJson(row[0]))]),
        };
    }
}
