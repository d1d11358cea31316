namespace Lakehouse.Pipelines.Expectations;

/// <summary>What checking expectations gave.</summary>
/// <param name="Results">One result for each, in their order.</param>
/// <param name="Values">Aggregates of the rows, from which changed rows can be checked: see <see cref="RowsChange"/>. Null when they could not be computed.</param>
public sealed record CheckedSuite(IReadOnlyList<ExpectationResult> Results, AggregateValues? Values);
