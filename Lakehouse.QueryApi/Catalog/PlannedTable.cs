using Lakehouse.QueryApi.Access;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>What one statement reads of a table, and as whom: the version, the files that may hold rows it asks for, the policy.</summary>
/// <param name="Version">The table's version.</param>
/// <param name="Scan">The files.</param>
/// <param name="View">What the one who asks sees of it.</param>
internal sealed record PlannedTable(TableVersion Version, TableScan Scan, TableView View)
{
    public CatalogTable Table => Version.Table;

    public long? DeltaVersion => Version.DeltaVersion;

    /// <summary>Differs between any two of one table that hold different rows.</summary>
    public string Key { get; } = $"{Version.Key}{Scan.Key}{View.Before}{View.After}";

    /// <summary>Data files that are read.</summary>
    public long Files => Scan.Files;

    /// <summary>Their size.</summary>
    public long Bytes => Scan.Bytes;

    /// <summary>Data files that are left out.</summary>
    public long FilesPruned => Scan.FilesPruned;

    /// <summary>Rows of the files, or null when statistics do not tell.</summary>
    public long? Rows => View == TableView.Whole ? Scan.CountRows() : null;

    /// <summary>The relation that the engine reads the rows from.</summary>
    public async Task<string> RelationAsync(CancellationToken cancellationToken) => View.Before + await Scan.RelationAsync(cancellationToken) + View.After;
}
