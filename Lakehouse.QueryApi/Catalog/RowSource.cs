namespace Lakehouse.QueryApi.Catalog;

/// <summary>Where the rows of a table version are read from.</summary>
internal abstract class RowSource
{
    /// <summary>Number of rows, or null when it is not known without reading them.</summary>
    public abstract long? Rows { get; }

    /// <summary>Size of the data files.</summary>
    public abstract long Bytes { get; }

    /// <summary>Chooses what has to be read.</summary>
    /// <param name="condition">A condition in DuckDB's SQL that rows fulfil which are asked for, or null for all rows.</param>
    /// <param name="cancellationToken">Stops.</param>
    public abstract Task<TableScan> ScanAsync(string? condition, CancellationToken cancellationToken);
}
