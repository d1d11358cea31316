namespace Lakehouse.Pipelines.Expectations;

/// <summary>One statement about the rows of a table that a query can prove or refute.</summary>
public abstract class Expectation
{
    /// <summary>Great Expectations' name: <c>expect_column_values_to_not_be_null</c>.</summary>
    public string Type { get; internal set; } = "";

    /// <summary>What follows when it is not met.</summary>
    public Severity Severity { get; internal set; }

    /// <summary>The arguments as the suite writes them (JSON), for reports.</summary>
    public string Arguments { get; internal set; } = "{}";

    /// <summary>Columns that must be there for the query to run.</summary>
    public virtual IReadOnlyList<string> Columns => [];

    /// <summary>
    /// The query that checks it: one row with <c>success</c> BOOLEAN, <c>element_count</c> BIGINT, <c>unexpected_count</c>
    /// BIGINT and <c>observed</c> VARCHAR (what was found, for people; may be NULL).
    /// </summary>
    public abstract string ToSql(CandidateRows rows);

    /// <summary>Like <c>expect_column_values_to_be_between {"column":"avg_rating","min_value":0}</c>.</summary>
    public override string ToString() => $"{Type} {Arguments}";
}
