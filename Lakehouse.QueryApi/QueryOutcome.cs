using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi;

/// <summary>What is known of a query that has succeeded.</summary>
/// <param name="Rows">Rows returned.</param>
/// <param name="Tables">What it saw of the tables.</param>
/// <param name="Queued">Time spent waiting for a worker.</param>
internal sealed record QueryOutcome(long Rows, IReadOnlyList<PlannedTable> Tables, TimeSpan Queued);
