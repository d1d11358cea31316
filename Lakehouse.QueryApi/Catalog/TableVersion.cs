namespace Lakehouse.QueryApi.Catalog;

/// <summary>What a table held at one moment: a fixed set of immutable files.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Differs between any two versions of the table.</param>
/// <param name="DeltaVersion">Version in the Delta log; null for raw tables.</param>
/// <param name="Timestamp">When the version came to be.</param>
/// <param name="Source">Where the rows are read from.</param>
/// <param name="Columns">Columns in order; empty where only the files know them.</param>
/// <param name="Files">Number of data files.</param>
internal sealed record TableVersion(
    CatalogTable Table,
    string Key,
    long? DeltaVersion,
    DateTimeOffset Timestamp,
    RowSource Source,
    IReadOnlyList<TableColumn> Columns,
    long Files)
{
    /// <summary>Number of rows, or null when the files' statistics do not tell. Counted when it is asked for.</summary>
    public long? Rows => Source.Rows;

    /// <summary>Size of the data files. Added up when it is asked for: a query of one file in a hundred thousand never does.</summary>
    public long Bytes => Source.Bytes;
}
