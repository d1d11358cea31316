using System.Collections.Concurrent;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Files;

/// <summary>A remote store whose objects engines see as copies in the cache: only their names differ, nothing is copied here.</summary>
/// <param name="origin">The store.</param>
/// <param name="cache">Where the copies are.</param>
/// <param name="isNoting">Remember the objects that were named.</param>
internal sealed class CachedObjectStore(ObjectStore origin, FileCache cache, bool isNoting = false) : ObjectStore(origin.Root)
{
    private readonly ConcurrentDictionary<string, bool> noted = new(StringComparer.Ordinal);

    /// <summary>The objects that engines were to read.</summary>
    public IReadOnlyList<string> Noted => [.. noted.Keys];

    public override ObjectStore At(string path) => new CachedObjectStore(origin.At(path), cache);

    public override Task<ObjectInfo?> HeadAsync(string path, CancellationToken cancellationToken) => origin.HeadAsync(path, cancellationToken);

    public override IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => origin.ListAsync(prefix, startAfter, cancellationToken);

    public override Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken) => origin.ReadAsync(path, cancellationToken);

    public override Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken) => origin.OpenReadAsync(path, cancellationToken);

    public override Task GetFileAsync(string path, string localFile, CancellationToken cancellationToken) => origin.GetFileAsync(path, localFile, cancellationToken);

    public override Task<bool> PutIfAbsentAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw ReadOnly();

    public override Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw ReadOnly();

    public override Task PutFileAsync(string path, string localFile, CancellationToken cancellationToken) => throw ReadOnly();

    public override string CreateUploadFile(string extension) => throw ReadOnly();

    public override Task DeleteAsync(string path, CancellationToken cancellationToken) => throw ReadOnly();

    public override bool NamesLocalFiles => true;

    public override string EnginePath(string path)
    {
        if (isNoting)
        {
            noted[path] = true;
        }

        return cache.PathOf(origin.EnginePath(path), "");
    }

    private InvalidOperationException ReadOnly() => new($"Queries only read: nothing is written to {Root}.");
}
