namespace Lakehouse.Pipelines.Expectations;

/// <summary>Rows that are about to be committed.</summary>
/// <param name="Relation">What follows FROM: the quoted name of a table or view, or a SELECT in parentheses.</param>
/// <param name="Columns">Names of its columns, in order.</param>
public sealed record CandidateRows(string Relation, IReadOnlyList<string> Columns);
