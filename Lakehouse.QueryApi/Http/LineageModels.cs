using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Http;

/// <summary>A database and how many of its tables the one who asks may see.</summary>
internal sealed record SchemaDescription(string Database, int Tables);

/// <summary>Answer of <c>GET /v1/catalog/tables/{database}/{table}/schema</c>.</summary>
/// <param name="Database">The table's database.</param>
/// <param name="Table">Its name.</param>
/// <param name="Version">The Delta version that has these columns; null for raw tables.</param>
/// <param name="Columns">The columns.</param>
/// <param name="PartitionColumns">Those that the files are partitioned by.</param>
internal sealed record TableSchema(string Database, string Table, long? Version, IReadOnlyList<TableColumn> Columns, IReadOnlyList<string> PartitionColumns);

/// <summary>A table in a lineage; one of the source database has its schema as database.</summary>
/// <param name="Zone">source, raw, staged or curated.</param>
/// <param name="Database">Its database.</param>
/// <param name="Table">Its name.</param>
internal sealed record LineageTable(string Zone, string Database, string Table);

/// <summary>A table is made of another.</summary>
internal sealed record LineageEdge(LineageTable From, LineageTable To);

/// <summary>Answer of <c>GET /v1/catalog/tables/{database}/{table}/lineage</c>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Upstream">What it is made of, directly.</param>
/// <param name="Downstream">What is made of it, directly.</param>
/// <param name="Edges">All ways from the source to the table, and from the table on.</param>
/// <param name="Columns">Where a model's columns come from; null for tables that no SQL makes.</param>
/// <param name="IsComplete">False where a <c>*</c> stands for columns that nobody declares: then columns are missing.</param>
internal sealed record TableLineage(LineageTable Table, IReadOnlyList<LineageTable> Upstream, IReadOnlyList<LineageTable> Downstream, IReadOnlyList<LineageEdge> Edges, IReadOnlyList<LineageColumn>? Columns, bool IsComplete);

/// <summary>A column of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">What its values come from; empty for a constant or a count of rows.</param>
internal sealed record LineageColumn(string Name, IReadOnlyList<LineageOrigin> From);

/// <summary>A column that another one's values come from.</summary>
/// <param name="Table">The table that has it.</param>
/// <param name="Column">Its name.</param>
/// <param name="Use">identity, transformation, aggregation or conditional, as OpenLineage calls them.</param>
internal sealed record LineageOrigin(LineageTable Table, string Column, string Use);
