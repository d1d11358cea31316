using ParquetSharp;

namespace Lakehouse.Ingestor.Raw;

/// <summary>How raw files are encoded.</summary>
internal static class RawFileFormat
{
    private const string CreatedBy = "Lakehouse.Ingestor";

    public static WriterProperties Properties(RawCompression compression)
    {
        using var builder = new WriterPropertiesBuilder();
        return builder
            .CreatedBy(CreatedBy)
            .Compression(compression == RawCompression.Zstd ? Compression.Zstd : Compression.Snappy)
            // These say the same in every row of a load: their statistics would cost time and tell nothing.
            .DisableStatistics(RawSchema.Operation)
            .DisableStatistics(RawSchema.CommitTime)
            .DisableStatistics(RawSchema.Sequence)
            .Build();
    }
}

/// <summary>Codecs that DMS, Spark, DuckDB, Trino and Athena all read.</summary>
internal enum RawCompression
{
    /// <summary>Fast, about half the size.</summary>
    Snappy,

    /// <summary>Slower to write, smaller.</summary>
    Zstd,
}
