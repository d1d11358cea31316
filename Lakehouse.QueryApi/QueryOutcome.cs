using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi;

/// <summary>What is known of a query that has succeeded.</summary>
/// <param name="Rows">Rows returned.</param>
/// <param name="Tables">The table versions that it saw.</param>
/// <param name="Queued">Time spent waiting for a worker.</param>
internal sealed record QueryOutcome(long Rows, IReadOnlyList<TableVersion> Tables, TimeSpan Queued);
