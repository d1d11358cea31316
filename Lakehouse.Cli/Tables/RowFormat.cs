namespace Lakehouse.Cli.Tables;

/// <summary>How rows are written.</summary>
internal enum RowFormat
{
    /// <summary>Laid out for people.</summary>
    Table,

    /// <summary>A JSON object a line.</summary>
    JsonLines,

    /// <summary>RFC 4180 with a header.</summary>
    Csv,

    /// <summary>A Parquet file.</summary>
    Parquet,
}
