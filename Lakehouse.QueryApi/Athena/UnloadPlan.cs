using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Athena;

/// <summary>How the rows of an UNLOAD are written: <c>UNLOAD (SELECT …) TO 's3://bucket/folder/' WITH (format = 'PARQUET')</c>.</summary>
/// <param name="Format">The format of the file.</param>
/// <param name="Extension">The end of its name.</param>
internal sealed record UnloadPlan(ResultFormat Format, string Extension)
{
    /// <summary>Reads the properties; what is not written as Athena would write it is refused by name.</summary>
    /// <exception cref="QueryException">A property is not known, or has a value that is not available here.</exception>
    public static UnloadPlan Read(Unload unload)
    {
        if (unload.Properties.Keys.FirstOrDefault(name => name.ToLowerInvariant() is not ("format" or "compression")) is { } unknown)
        {
            throw new QueryException(Problem.NotSupported, $"UNLOAD with {unknown} is not available here; format and compression are.");
        }

        var format = Text(unload, "format") ?? "PARQUET";
        var compression = Text(unload, "compression");
        return format switch
        {
            "PARQUET" when compression is null or "SNAPPY" => new(ResultFormat.Named("application/vnd.apache.parquet"), "parquet"),
            "JSON" when compression is null or "NONE" => new(ResultFormat.Named("application/x-ndjson"), "json"),
            "PARQUET" or "JSON" => throw new QueryException(Problem.NotSupported, $"UNLOAD as {format} with the compression {compression} is not available here; PARQUET is written with SNAPPY, JSON with NONE."),
            _ => throw new QueryException(Problem.NotSupported, $"UNLOAD as {format} is not available here; PARQUET and JSON are."),
        };
    }

    private static string? Text(Unload unload, string name) => unload.Properties.FirstOrDefault(property => property.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value switch
    {
        null => null,
        Literal { Kind: LiteralKind.Text } literal => literal.Text.ToUpperInvariant(),
        _ => throw new QueryException(Problem.InvalidStatement, $"UNLOAD's property {name} is a text: {name} = 'PARQUET'."),
    };
}
