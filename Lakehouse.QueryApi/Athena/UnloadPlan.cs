using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Syntax;
using ParquetSharp;

namespace Lakehouse.QueryApi.Athena;

/// <summary>How the rows of an UNLOAD are written: <c>UNLOAD (SELECT …) TO 's3://bucket/folder/' WITH (format = 'PARQUET')</c>.</summary>
/// <param name="Format">The format of the file.</param>
/// <param name="Extension">The end of its name.</param>
/// <param name="IsGzipped">The whole file is compressed, as Athena does with text and JSON.</param>
internal sealed record UnloadPlan(ResultFormat Format, string Extension, bool IsGzipped)
{
    private const char StandardDelimiter = '\u0001';

    /// <summary>Reads the properties; what is not written as Athena would write it is refused by name.</summary>
    /// <exception cref="QueryException">A property is not known, or has a value that is not available here.</exception>
    public static UnloadPlan Read(Unload unload)
    {
        if (unload.Properties.Keys.FirstOrDefault(name => name.ToLowerInvariant() is not ("format" or "compression" or "field_delimiter")) is { } unknown)
        {
            throw new QueryException(Problem.NotSupported, $"UNLOAD with {unknown} is not available here; format, compression and field_delimiter are.");
        }

        var format = Text(unload, "format")?.ToUpperInvariant() ?? "PARQUET";
        var compression = Text(unload, "compression")?.ToUpperInvariant();
        if (format != "TEXTFILE" && Text(unload, "field_delimiter") is not null)
        {
            throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property field_delimiter is for TEXTFILE, and this one writes {format}.");
        }

        return (format, compression) switch
        {
            ("PARQUET", null or "GZIP") => new(ResultFormat.Parquet(Compression.Gzip), "parquet", false),
            ("PARQUET", "SNAPPY") => new(ResultFormat.Parquet(Compression.Snappy), "parquet", false),
            ("PARQUET", "ZSTD") => new(ResultFormat.Parquet(Compression.Zstd), "parquet", false),
            ("PARQUET", "NONE" or "UNCOMPRESSED") => new(ResultFormat.Parquet(Compression.Uncompressed), "parquet", false),
            ("JSON", null or "GZIP") => new(ResultFormat.Named("application/x-ndjson"), "json.gz", true),
            ("TEXTFILE", null or "GZIP") => new(ResultFormat.TextFile(Delimiter(unload)), "gz", true),
            ("PARQUET" or "JSON" or "TEXTFILE", _) => throw new QueryException(Problem.NotSupported, $"UNLOAD as {format} with the compression {compression} is not available here; PARQUET is written with GZIP, SNAPPY, ZSTD or NONE, JSON and TEXTFILE with GZIP."),
            _ => throw new QueryException(Problem.NotSupported, $"UNLOAD as {format} is not available here; PARQUET, JSON and TEXTFILE are."),
        };
    }

    private static char Delimiter(Unload unload) => Text(unload, "field_delimiter") switch
    {
        null => StandardDelimiter,
        [var only and not ('\n' or '\r' or '\\')] when !char.IsSurrogate(only) => only,
        var other => throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property field_delimiter is one character, and no line end or backslash: '{other}'."),
    };

    private static string? Text(Unload unload, string name) => unload.Properties.FirstOrDefault(property => property.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value switch
    {
        null => null,
        Literal { Kind: LiteralKind.Text } literal => literal.Text,
        _ => throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property {name} is a text: {name} = 'PARQUET'."),
    };
}
