using Microsoft.Extensions.Configuration;

namespace Lakehouse.Storage;

/// <summary>The zones of a lake and where they lie.</summary>
/// <param name="Raw">Parquet files as AWS DMS writes them: <c>{Raw}/{source}/{schema}/{table}/</c>.</param>
/// <param name="Staged">Delta tables with the source's current state: <c>{Staged}/{pipeline}/{table}/</c>.</param>
/// <param name="Curated">Delta tables made by models: <c>{Curated}/{pipeline}/{table}/</c>.</param>
/// <param name="Quality">Results of expectation suites and the operations tables.</param>
public sealed record Lake(Uri Raw, Uri Staged, Uri Curated, Uri Quality)
{
    /// <summary>
    /// Reads <c>Lake:Root</c>, which sets all zones at once, and <c>Lake:Raw</c>, <c>Lake:Staged</c>, <c>Lake:Curated</c>,
    /// <c>Lake:Quality</c>, which override it. Values are URIs (<c>file:</c>, <c>s3:</c>) or local paths.
    /// </summary>
    /// <exception cref="InvalidOperationException">A zone is set neither by itself nor by the root.</exception>
    public static Lake FromConfiguration(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new Lake(Zone("Raw"), Zone("Staged"), Zone("Curated"), Zone("Quality"));

        Uri Zone(string name)
        {
            if (configuration[$"Lake:{name}"] is { Length: > 0 } own)
            {
                return ObjectStores.ParseLocation(own);
            }

            if (configuration["Lake:Root"] is { Length: > 0 } root)
            {
                return ObjectStores.ParseLocation($"{root.TrimEnd('/')}/{name.ToLowerInvariant()}");
            }

            throw new InvalidOperationException($"The lake's {name.ToLowerInvariant()} zone has no location. Set Lake:Root (environment variable Lake__Root), or Lake:{name} (Lake__{name}), to a folder or an s3:// URI.");
        }
    }
}
