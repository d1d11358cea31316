using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Http;

/// <summary>Answer of <c>GET /v1/catalog/tables</c>.</summary>
internal sealed record CatalogListing(IReadOnlyList<string> Databases, IReadOnlyList<TableDescription> Tables);

/// <summary>A table at a glance.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Table">Its name.</param>
/// <param name="Zone">raw, staged or curated.</param>
/// <param name="Format">delta or parquet.</param>
/// <param name="Location">Its folder.</param>
/// <param name="Version">Latest Delta version; null for raw tables and where there is no data yet.</param>
/// <param name="Updated">When that version came to be; null where there is no data yet.</param>
/// <param name="Rows">Number of rows, when the files' statistics tell.</param>
/// <param name="Files">Number of data files.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Error">Why the table cannot be read, or null.</param>
internal sealed record TableDescription(string Database, string Table, string Zone, string Format, string Location, long? Version, DateTimeOffset? Updated, long? Rows, long Files, long Bytes, string? Error);

/// <summary>Answer of <c>GET /v1/catalog/tables/{database}/{table}</c>.</summary>
internal sealed record TableDetails(TableDescription Table, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableChange> History);
