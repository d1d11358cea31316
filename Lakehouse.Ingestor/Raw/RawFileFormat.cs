using Lakehouse.Ingestor.Columns;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Lakehouse.Ingestor.Raw;

/// <summary>How raw files are encoded.</summary>
internal static class RawFileFormat
{
    private const string CreatedBy = "Lakehouse.Ingestor";

    /// <summary>The writer leaves out statistics with longer values, but only when it has kept several copies of them: of values of many megabytes too.</summary>
    private const int LongestInStatistics = 4096;

    /// <param name="compression">The codec.</param>
    /// <param name="schema">The file's columns.</param>
    /// <param name="first">Its first rows: columns whose values hardly repeat have no dictionary, which would only cost time and space.</param>
    /// <param name="changes">It is a change file, in which no <c>change_seq</c> comes twice.</param>
    public static WriterProperties Properties(RawCompression compression, RawSchema schema, IReadOnlyList<ColumnBuffer> first, bool changes)
    {
        using var builder = new WriterPropertiesBuilder();
        foreach (var column in schema.Where(first, buffer => !buffer.Repeats).Concat(changes ? [RawSchema.Sequence] : []))
        {
            using var path = new ColumnPath([column]);
            builder.DisableDictionary(path);
        }

        foreach (var column in schema.Where(first, buffer => buffer.Longest > LongestInStatistics))
        {
            using var path = new ColumnPath([column]);
            builder.DisableStatistics(path);
        }

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
