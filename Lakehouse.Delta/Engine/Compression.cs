namespace Lakehouse.Delta.Engine;

/// <summary>Compression of data files: the property <c>delta.parquet.compression.codec</c>.</summary>
internal static class Compression
{
    /// <summary>DuckDB's name of the codec, which also stands in file names; Snappy, which every reader has, unless the table says otherwise.</summary>
    /// <exception cref="UnsupportedFeatureException">DuckDB cannot write it.</exception>
    public static string Of(Metadata metadata) => metadata.Property("delta.parquet.compression.codec")?.ToLowerInvariant() switch
    {
        null or "snappy" => "snappy",
        "uncompressed" or "none" => "uncompressed",
        "gzip" => "gzip",
        "zstd" => "zstd",
        "lz4_raw" => "lz4_raw",
        var other => throw new UnsupportedFeatureException($"The table wants data files compressed by '{other}', which this library does not write. Set delta.parquet.compression.codec to snappy, zstd, gzip, lz4_raw or uncompressed.", $"compression {other}", null),
    };
}
