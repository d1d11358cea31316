using System.Globalization;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>An expectation that each row meets or fails by itself, and that holds when <c>mostly</c> of them meet it.</summary>
/// <param name="mostly">Share of the rows looked at that must meet it, 0 to 1.</param>
internal abstract class MapExpectation(decimal mostly) : Expectation
{
    /// <summary>Which rows are looked at; null for all.</summary>
    protected abstract string? Considered { get; }

    /// <summary>A condition that is true for a row that fails. As in Spark, NULL is no failure.</summary>
    /// <param name="values">The values of <see cref="Statistics"/>.</param>
    protected abstract string Unexpected(IReadOnlyList<object?> values);

    /// <summary>Aggregates that <see cref="Unexpected"/> needs: then the failing rows take a query of their own.</summary>
    protected virtual IReadOnlyList<string> Statistics => [];

    private protected sealed override bool Adds(IReadOnlyList<string> apart) => Statistics.Count == 0;

    internal sealed override IReadOnlyList<string> Aggregates(CandidateRows rows)
    {
        string[] counts = [Over("count(*)"), Over("count(*)", Considered)];
        return Statistics.Count > 0 ? [.. counts, .. Statistics] : [.. counts, Over("count(*)", Considered, Unexpected([]))];
    }

    internal sealed override string? Followup(CandidateRows rows, IReadOnlyList<object?> values) =>
        Statistics.Count > 0 ? $"SELECT count(*) FROM {rows.Relation} WHERE {Where(Considered, Unexpected([.. values.Skip(2)]))}" : null;

    internal sealed override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var considered = ResultValue.ToInt64(values[1]);
        var unexpected = ResultValue.ToInt64(followup.Count > 0 ? followup[0][0] : values[2]);
        return new Observation(IsEnough(considered, unexpected, mostly))
        {
            Elements = ResultValue.ToInt64(values[0]),
            Considered = Considered is null ? null : considered,
            Unexpected = unexpected,
        };
    }

    internal sealed override string FailingRows(CandidateRows rows, IReadOnlyList<object?> values) =>
        $"SELECT * FROM {rows.Relation} WHERE {Where(Considered, Unexpected([.. values.Skip(2)]))}";

    /// <summary>Whether so few failures are allowed; no rows fail nothing.</summary>
    internal static bool IsEnough(long considered, long unexpected, decimal mostly) =>
        considered == 0 || considered - unexpected >= mostly * considered;

    /// <summary>A number as SQL writes it.</summary>
    protected static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
