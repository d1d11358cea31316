namespace Lakehouse.Storage;

/// <summary>Finds the store that serves a URI.</summary>
public static class ObjectStores
{
    /// <summary>Opens the store at <paramref name="root"/>; does no I/O.</summary>
    /// <param name="root"><c>file:///…</c> or <c>s3://bucket/prefix</c>.</param>
    /// <exception cref="NotSupportedException">The URI's scheme has no store.</exception>
    public static ObjectStore Open(Uri root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return root.Scheme switch
        {
            "file" => new LocalObjectStore(root),
            "s3" or "s3a" => new S3ObjectStore(root.Scheme == "s3" ? root : new Uri("s3" + root.AbsoluteUri[3..])),
            _ => throw new NotSupportedException($"Cannot open the object store {root}: the scheme '{root.Scheme}' is not supported. Use file:///path or s3://bucket/prefix."),
        };
    }

    /// <summary>Turns what people type into a root URI: a URI stays, a path becomes an absolute <c>file:</c> URI.</summary>
    public static Uri ParseLocation(string location)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        return location.Contains("://", StringComparison.Ordinal) || location.StartsWith("file:/", StringComparison.OrdinalIgnoreCase)
            ? new Uri(location)
            : LocalObjectStore.LocationOf(Path.GetFullPath(location));
    }
}
