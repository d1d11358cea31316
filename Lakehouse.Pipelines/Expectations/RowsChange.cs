namespace Lakehouse.Pipelines.Expectations;

/// <summary>How candidate rows differ from rows that were checked before: counts of these and of what changed give the counts of all.</summary>
/// <param name="Gone">The quoted name of a relation with the rows that are no longer there.</param>
/// <param name="Come">The quoted name of a relation with those that are new.</param>
/// <param name="Apart">Columns in which no row that has gone or come agrees with a row that stayed.</param>
/// <param name="Before">What the rows had that were checked before.</param>
public sealed record RowsChange(string Gone, string Come, IReadOnlyList<string> Apart, AggregateValues Before);
