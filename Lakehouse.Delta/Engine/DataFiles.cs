using Lakehouse.Storage;

namespace Lakehouse.Delta.Engine;

/// <summary>Names data files for DuckDB.</summary>
internal static class DataFiles
{
    /// <summary>The name of a file of the log for DuckDB, which must not take characters of it for a pattern.</summary>
    /// <remarks>For a file that is not local it is the name of its copy, which <see cref="FetchAsync"/> makes.</remarks>
    public static string EnginePath(Snapshot snapshot, string path)
    {
        if (IsLocal(path))
        {
            return EscapePattern(FilePath.Canonical(path));
        }

        var (store, name) = Place(snapshot, path);
        return EscapePattern(store.NamesLocalFiles ? store.EnginePath(name) : RemoteFiles.LocalPath(store, name));
    }

    /// <summary>Makes sure that DuckDB finds files: those that are not local are copied, unless a copy is there.</summary>
    /// <param name="snapshot">The table.</param>
    /// <param name="files">Paths as the log has them, and lengths where they are known.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <exception cref="MissingFileException">A file is not there.</exception>
    public static async Task FetchAsync(Snapshot snapshot, IEnumerable<(string Path, long? Size)> files, CancellationToken cancellationToken)
    {
        if (snapshot.Location.IsFile && !files.Any(file => FilePath.IsAbsolute(file.Path) && !IsLocal(file.Path)))
        {
            return;
        }

        var remote = files.Where(file => !IsLocal(file.Path)).Select(file => (Place: Place(snapshot, file.Path), file.Size))
            .Where(file => !file.Place.Store.NamesLocalFiles).Select(file => (file.Place.Store, file.Place.Path, file.Size)).ToArray();
        try
        {
            await RemoteFiles.FetchAsync(remote, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException missing)
        {
            throw new MissingFileException("A data file is not where the log says. It may have been removed by VACUUM; versions after that can be read.", snapshot.Location, snapshot.Version, missing.FileName, missing);
        }
    }

    /// <summary>DuckDB's glob knows <c>*</c>, <c>?</c> and <c>[…]</c>; a bracket around one of them makes it plain.</summary>
    public static string EscapePattern(string path)
    {
        if (path.AsSpan().IndexOfAny("*?[") < 0)
        {
            return path;
        }

        return string.Concat(path.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));
    }

    private static bool IsLocal(string path) => path.StartsWith('/') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The store of a file and its path there; a shallow clone has files in the folder of another table.</summary>
    private static (ObjectStore Store, string Path) Place(Snapshot snapshot, string path)
    {
        if (!FilePath.IsAbsolute(path))
        {
            return (snapshot.Store, FilePath.Decode(path));
        }

        var folder = path[..(path.LastIndexOf('/') + 1)];
        try
        {
            return (ObjectStores.Open(new Uri(folder)), FilePath.Decode(path[folder.Length..]));
        }
        catch (NotSupportedException unknown)
        {
            throw new UnsupportedFeatureException($"A data file lies where this library does not read: {unknown.Message}", "absolute path", snapshot.Location, snapshot.Version, path, unknown);
        }
    }
}
