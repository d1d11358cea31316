namespace Lakehouse.QueryApi.Catalog;

/// <summary>What a table held at one moment: a fixed set of immutable files.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Differs between any two versions of the table.</param>
/// <param name="DeltaVersion">Version in the Delta log; null for raw tables.</param>
/// <param name="Timestamp">When the version came to be.</param>
/// <param name="Relation">A relation that DuckDB reads the rows from.</param>
/// <param name="Columns">Columns in order; empty where only the files know them.</param>
/// <param name="Rows">Number of rows, or null when the files' statistics do not tell.</param>
/// <param name="Files">Number of data files.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record TableVersion(
    CatalogTable Table,
    string Key,
    long? DeltaVersion,
    DateTimeOffset Timestamp,
    string Relation,
    IReadOnlyList<TableColumn> Columns,
    long? Rows,
    long Files,
    long Bytes);
