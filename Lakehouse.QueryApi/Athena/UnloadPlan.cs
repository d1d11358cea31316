using System.Globalization;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Syntax;
using ParquetSharp;
using Expression = Lakehouse.QueryApi.Trino.Syntax.Expression;

namespace Lakehouse.QueryApi.Athena;

/// <summary>How the rows of an UNLOAD are written: <c>UNLOAD (SELECT …) TO 's3://bucket/folder/' WITH (format = 'PARQUET')</c>.</summary>
/// <param name="Format">The format of the file.</param>
/// <param name="Extension">The end of its name.</param>
/// <param name="IsGzipped">The whole file is compressed, as Athena does with text and JSON.</param>
internal sealed record UnloadPlan(ResultFormat Format, string Extension, bool IsGzipped)
{
    private const int MaxZstdLevel = 22;


    private const char StandardDelimiter = '\u0001';

    /// <summary>Reads the properties; what is not written as Athena would write it is refused by name.</summary>
    /// <exception cref="QueryException">A property is not known, or has a value that is not available here.</exception>
    public static UnloadPlan Read(Unload unload)
    {
        if (unload.Properties.Keys.FirstOrDefault(name => name.ToLowerInvariant() is not ("format" or "compression" or "compression_level" or "field_delimiter" or "partitioned_by")) is { } unknown)
        {
            throw new QueryException(Problem.NotSupported, $"UNLOAD with {unknown} is not available here; format, compression, compression_level, field_delimiter and partitioned_by are.");
        }

        var format = Text(unload, "format")?.ToUpperInvariant() ?? "PARQUET";
        var compression = Text(unload, "compression")?.ToUpperInvariant();
        if (format != "TEXTFILE" && Text(unload, "field_delimiter") is not null)
        {
            throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property field_delimiter is for TEXTFILE, and this one writes {format}.");
        }

        var level = Level(unload, compression);
        UnloadPlan plan = (format, compression) switch
        {
            ("PARQUET", null or "GZIP") => new(ResultFormat.Parquet(Compression.Gzip), "parquet", false),
            ("PARQUET", "SNAPPY") => new(ResultFormat.Parquet(Compression.Snappy), "parquet", false),
            ("PARQUET", "ZSTD") => new(ResultFormat.Parquet(Compression.Zstd, level), "parquet", false),
            ("PARQUET", "NONE" or "UNCOMPRESSED") => new(ResultFormat.Parquet(Compression.Uncompressed), "parquet", false),
            ("JSON", null or "GZIP") => new(ResultFormat.Named("application/x-ndjson"), "json.gz", true),
            ("TEXTFILE", null or "GZIP") => new(ResultFormat.TextFile(Delimiter(unload)), "gz", true),
            ("AVRO", null) => new(ResultFormat.Avro, "avro", false),
            ("AVRO", _) => throw new QueryException(Problem.InvalidStatement, "UNLOAD's property compression does not apply to AVRO."),
            ("PARQUET" or "JSON" or "TEXTFILE", _) => throw new QueryException(Problem.NotSupported, $"UNLOAD as {format} with the compression {compression} is not available here; PARQUET is written with GZIP, SNAPPY, ZSTD or NONE, JSON and TEXTFILE with GZIP."),
            _ => throw new QueryException(Problem.NotSupported, $"UNLOAD as {format} is not available here; PARQUET, AVRO, JSON and TEXTFILE are."),
        };
        return Columns(unload) is { Length: > 0 } columns ? plan with { Format = plan.Format.PartitionedBy(columns), IsPartitioned = true } : plan;
    }

    /// <summary>Rows go to a folder for each combination of partition values.</summary>
    public bool IsPartitioned { get; private init; }

    /// <summary><c>partitioned_by = ARRAY['year', 'genre']</c></summary>
    private static string[] Columns(Unload unload)
    {
        switch (Find(unload, "partitioned_by"))
        {
            case null:
                return [];
            case ArrayConstructor array when array.Items.All(item => item is Literal { Kind: LiteralKind.Text, Text.Length: > 0 }):
                string[] names = [.. array.Items.Select(item => ((Literal)item).Text.ToLowerInvariant())];
                return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names
                    : throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property partitioned_by names a column twice: {string.Join(", ", names)}.");
            default:
                throw new QueryException(Problem.InvalidStatement, "UNLOAD's property partitioned_by is an array of column names: partitioned_by = ARRAY['year'].");
        }
    }

    private static int? Level(Unload unload, string? compression) => Find(unload, "compression_level") switch
    {
        null => null,
        _ when compression != "ZSTD" => throw new QueryException(Problem.InvalidStatement, "UNLOAD's property compression_level is for ZSTD."),
        Literal { Kind: LiteralKind.Integer } literal when int.TryParse(literal.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= MaxZstdLevel => level,
        _ => throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property compression_level is a number from 1 to {MaxZstdLevel}."),
    };

    private static char Delimiter(Unload unload) => Text(unload, "field_delimiter") switch
    {
        null => StandardDelimiter,
        [var only and not ('\n' or '\r' or '\\')] when !char.IsSurrogate(only) => only,
        var other => throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property field_delimiter is one character, and no line end or backslash: '{other}'."),
    };

    private static Expression? Find(Unload unload, string name) => unload.Properties.GetValueOrDefault(name);

    private static string? Text(Unload unload, string name) => Find(unload, name) switch
    {
        null => null,
        Literal { Kind: LiteralKind.Text } literal => literal.Text,
        _ => throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property {name} is a text: {name} = 'PARQUET'."),
    };
}
