using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>One statement about the rows of a table that queries can prove or refute.</summary>
/// <remarks>
/// It is decided by aggregates, which all expectations of a suite share one scan for. Only what aggregates cannot tell (which values
/// occur twice, which rows fail) takes a query of its own, most of them only after a failure.
/// </remarks>
public abstract class Expectation
{
    /// <summary>Great Expectations' name: <c>expect_column_values_to_not_be_null</c>.</summary>
    public string Type { get; internal set; } = "";

    /// <summary>What follows when it is not met.</summary>
    public Severity Severity { get; internal set; }

    /// <summary>The arguments as the suite writes them (JSON), for reports.</summary>
    public string Arguments { get; internal set; } = "{}";

    /// <summary>What the suite notes about it (JSON), for reports.</summary>
    public string Meta { get; internal set; } = "{}";

    /// <summary>The line of the suite on which it starts.</summary>
    internal int Line { get; set; } = 1;

    /// <summary>Columns that must be there for it to be checked.</summary>
    public virtual IReadOnlyList<string> Columns => [];

    /// <summary>Other tables that it reads.</summary>
    public virtual IReadOnlyList<TableReference> Tables => [];

    /// <summary>SQL condition on the rows that are looked at, or null for all rows.</summary>
    internal string? RowCondition { get; set; }

    /// <summary>Like <c>expect_column_values_to_be_between {"column":"avg_rating","min_value":0}</c>.</summary>
    public override string ToString() => $"{Type} {Arguments}";

    /// <summary>Aggregates over the candidate rows that decide it, or prepare <see cref="Followup"/>.</summary>
    internal abstract IReadOnlyList<string> Aggregates(CandidateRows rows);

    /// <summary>
    /// Whether the aggregates of two sets of rows add up to those of both together, where no row of one agrees with one of the other in some
    /// columns. A row condition may look at the clock, so with one they do not.
    /// </summary>
    internal bool AddsUp(IReadOnlyList<string> apart) => RowCondition is null && Adds(apart);

    /// <inheritdoc cref="AddsUp"/>
    private protected virtual bool Adds(IReadOnlyList<string> apart) => false;

    /// <summary>One more query, where the aggregates do not decide; null where they do.</summary>
    internal virtual string? Followup(CandidateRows rows, IReadOnlyList<object?> values) => null;

    /// <summary>Decides.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="values">The aggregates' values.</param>
    /// <param name="followup">The rows of <see cref="Followup"/>; empty without one.</param>
    internal abstract Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup);

    /// <summary>A SELECT of the rows that fail, or null where no single row does.</summary>
    internal virtual string? FailingRows(CandidateRows rows, IReadOnlyList<object?> values) => null;

    /// <summary>What of a failing row Great Expectations lists as the unexpected value.</summary>
    internal virtual JsonNode? UnexpectedValue(Func<string, JsonNode?> value) => null;

    /// <summary>A condition on rows: the row condition and these, all of which must hold.</summary>
    protected string Where(params IEnumerable<string?> conditions)
    {
        var all = conditions.Prepend(RowCondition).Where(condition => condition is not null).Select(condition => $"({condition})").ToList();
        return all.Count == 0 ? "true" : string.Join(" AND ", all);
    }

    /// <summary>An aggregate over the rows that meet the row condition and these.</summary>
    protected string Over(string aggregate, params IEnumerable<string?> conditions)
    {
        var where = Where(conditions);
        return where == "true" ? aggregate : $"{aggregate} FILTER (WHERE {where})";
    }
}
