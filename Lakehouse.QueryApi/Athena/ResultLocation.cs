using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Where an execution's files go: what clients are told, and where it is.</summary>
/// <param name="Told">The location as Athena would tell it: <c>s3://bucket/prefix/id.csv</c>.</param>
/// <param name="Store">The store that really holds it.</param>
/// <param name="Path">The object's path in the store.</param>
internal sealed record ResultLocation(string Told, ObjectStore Store, string Path)
{
    /// <summary>Results without a location of their own.</summary>
    public const string Standard = "s3://lakehouse-athena-results/";

    /// <summary>Resolves a location. A bucket that is not configured is a folder of the lake: no request can make the service write elsewhere.</summary>
    /// <exception cref="AthenaException">The location is not one.</exception>
    public static ResultLocation Of(AthenaOptions options, string? location, string file)
    {
        var text = string.IsNullOrEmpty(location) ? Standard : location;
        if (!text.StartsWith("s3://", StringComparison.Ordinal) || text.Length == 5 || text.Length > 1_024)
        {
            throw AthenaException.Invalid($"outputLocation is not a valid S3 path: {text}");
        }

        var segments = text[5..].TrimEnd('/').Split('/');
        if (segments.Any(segment => segment.Length == 0 || segment is "." or ".." || segment.AsSpan().ContainsAnyInRange('\0', '\u001f') || segment.Contains('\\', StringComparison.Ordinal)))
        {
            throw AthenaException.Invalid($"outputLocation is not a valid S3 path: {text}");
        }

        if (options.Buckets.Contains(segments[0]) && options.Zones.Any(zone => $"{text.TrimEnd('/')}/".StartsWith($"{zone.AbsoluteUri.TrimEnd('/')}/", StringComparison.Ordinal)))
        {
            throw AthenaException.Invalid($"outputLocation lies among the lake's tables, which only the pipeline writes: {text}");
        }

        var told = $"{text.TrimEnd('/')}/{file}";
        return options.Buckets.Contains(segments[0])
            ? new ResultLocation(told, ObjectStores.Open(new Uri($"s3://{segments[0]}/")), string.Join('/', segments.Skip(1).Append(file)))
            : new ResultLocation(told, ObjectStores.Open(options.Folder), string.Join('/', segments.Prepend("results").Append(file)));
    }
}
