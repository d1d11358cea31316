namespace Lakehouse.Delta.Engine;

/// <summary>The calendar of the dates and times in Parquet files that this library writes: the proleptic Gregorian one.</summary>
/// <remarks>
/// Before 3.0 Spark wrote old days by the Julian calendar. Where a file does not say which Spark's calendar is its own, Spark 3 refuses to read a date before
/// 1582-10-15 and a time before 1900 in it (<c>READ_ANCIENT_DATETIME</c>). It is told by this entry of the footer, and by no other.
/// </remarks>
internal static class ParquetCalendar
{
    /// <summary>An option of DuckDB's COPY.</summary>
    public const string Option = "KV_METADATA {'org.apache.spark.version': '3.5.0'}";
}
