using Lakehouse.Delta;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Files;

/// <summary>A table's objects, as the log is read from them and as engines see their data files: in place, or copied into the cache.</summary>
internal sealed class TableStore
{
    private readonly FileCache cache;

    private TableStore(ObjectStore origin, ObjectStore seen, FileCache cache)
    {
        Origin = origin;
        Objects = seen;
        this.cache = cache;
    }

    /// <summary>Where the table is.</summary>
    public ObjectStore Origin { get; }

    /// <summary>The same objects; <see cref="ObjectStore.EnginePath"/> is a local path.</summary>
    public ObjectStore Objects { get; }

    private bool IsRemote => !Origin.Root.IsFile;

    public static TableStore Of(ObjectStore store, FileCache cache) => new(store, store.Root.IsFile ? store : new CachedObjectStore(store, cache), cache);

    /// <summary>The copies that a scan of files needs; none where the files are on this machine.</summary>
    /// <exception cref="IOException">A file lies outside the table, where no copy is made from.</exception>
    public IReadOnlyList<RemoteFile> Remote(IReadOnlyList<AddFile> files) => IsRemote ? [.. files.Select(file => Remote(Decode(file.Path), file.Size))] : [];

    /// <summary>The copies of listed objects.</summary>
    public IReadOnlyList<RemoteFile> Remote(IReadOnlyList<ObjectInfo> objects) => IsRemote ? [.. objects.Select(item => Remote(item.Path, item.Size, Stamp(item)))] : [];

    /// <summary>How engines name a listed object, whose content may be replaced under the same name.</summary>
    public string EnginePath(ObjectInfo item) => IsRemote ? cache.PathOf(Origin.EnginePath(item.Path), Stamp(item)) : Origin.EnginePath(item.Path);

    /// <summary>Makes the copies, and keeps them until the lease is returned.</summary>
    public Task<IDisposable> FetchAsync(IReadOnlyList<RemoteFile> files, CancellationToken cancellationToken) => cache.AcquireAsync(files, cancellationToken);

    /// <summary>Reads something that tells only in its course which files it needs: they are noted.</summary>
    public (ObjectStore Store, Func<CancellationToken, Task<IReadOnlyList<RemoteFile>>> NotedAsync) Noting()
    {
        if (!IsRemote)
        {
            return (Origin, _ => Task.FromResult<IReadOnlyList<RemoteFile>>([]));
        }

        var noting = new CachedObjectStore(Origin, cache, isNoting: true);
        return (noting, NotedAsync);

        async Task<IReadOnlyList<RemoteFile>> NotedAsync(CancellationToken cancellationToken)
        {
            var files = new List<RemoteFile>();
            foreach (var path in noting.Noted)
            {
                files.Add(Remote(path, (await Origin.HeadAsync(path, cancellationToken))?.Size ?? throw new FileNotFoundException($"There is no object '{path}' in {Origin.Root}.")));
            }

            return files;
        }
    }

    private RemoteFile Remote(string path, long size, string stamp = "") => new(Origin, path, size, cache.PathOf(Origin.EnginePath(path), stamp));

    private static string Stamp(ObjectInfo item) => $"{item.Size}/{item.LastModified.UtcTicks}";

    /// <summary>The log writes paths as URIs relative to the table.</summary>
    private string Decode(string path) => path.StartsWith('/') || path.Contains(":/", StringComparison.Ordinal)
        ? throw new IOException($"The table {Origin.Root} has a data file outside of it, {path}. Such tables (shallow clones) are read from local folders only.")
        : Uri.UnescapeDataString(path);
}
