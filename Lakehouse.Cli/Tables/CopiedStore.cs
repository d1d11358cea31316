using System.Collections.Concurrent;
using Lakehouse.Delta;
using Lakehouse.Storage;

namespace Lakehouse.Cli.Tables;

/// <summary>A remote store whose objects the engine sees as local copies: data files never change, so a copy is as good as the object.</summary>
/// <param name="origin">The store.</param>
/// <param name="folder">Folder for the copies; it goes away on disposal.</param>
/// <param name="stop">Stops copying.</param>
internal sealed class CopiedStore(ObjectStore origin, string folder, CancellationToken stop) : ObjectStore(origin.Root), IDisposable
{
    private const int CopiesAtOnce = 8;

    private readonly ConcurrentDictionary<string, Lazy<Task>> copies = new(StringComparer.Ordinal);

    /// <summary>Copies objects, several at a time.</summary>
    public Task FetchAsync(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(paths, new ParallelOptions { MaxDegreeOfParallelism = CopiesAtOnce, CancellationToken = cancellationToken }, async (path, _) => await CopyAsync(path));

    /// <summary>Deletes copies.</summary>
    public void Release(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (copies.TryRemove(path, out _))
            {
                File.Delete(LocalPath(path));
            }
        }
    }

    /// <summary>A message with the objects' names in place of their copies'.</summary>
    public string NameFiles(string message) => message.Replace(folder + Path.DirectorySeparatorChar, Root.AbsoluteUri, StringComparison.Ordinal);

    /// <summary>The copy. What was not fetched before is fetched now: the engine plans on a thread of its own, which waits.</summary>
    public override string EnginePath(string path)
    {
        CopyAsync(path).GetAwaiter().GetResult();
        return LocalPath(path);
    }

    public override ObjectStore At(string path) => origin.At(path);

    public override Task<ObjectInfo?> HeadAsync(string path, CancellationToken cancellationToken) => origin.HeadAsync(path, cancellationToken);

    public override IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => origin.ListAsync(prefix, startAfter, cancellationToken);

    public override Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken) => origin.ReadAsync(path, cancellationToken);

    public override Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken) => origin.OpenReadAsync(path, cancellationToken);

    public override Task<bool> PutIfAbsentAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => origin.PutIfAbsentAsync(path, content, cancellationToken);

    public override Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => origin.PutAsync(path, content, cancellationToken);

    public override Task PutFileAsync(string path, string localFile, CancellationToken cancellationToken) => origin.PutFileAsync(path, localFile, cancellationToken);

    public override string CreateUploadFile(string extension) => origin.CreateUploadFile(extension);

    public override Task DeleteAsync(string path, CancellationToken cancellationToken) => origin.DeleteAsync(path, cancellationToken);

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task CopyAsync(string path) => copies.GetOrAdd(path, _ => new Lazy<Task>(() => Task.Run(() => DownloadAsync(path), stop))).Value;

    private async Task DownloadAsync(string path)
    {
        var local = LocalPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(local)!);
        try
        {
            await using var source = await origin.OpenReadAsync(path, stop);
            await using var target = new FileStream(local, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            await source.CopyToAsync(target, stop);
        }
        catch (FileNotFoundException missing)
        {
            throw new MissingFileException("A data file is not where the log says. It may have been removed by VACUUM; versions after that can be read.", Root, null, path, missing);
        }
    }

    private string LocalPath(string path) => Path.Combine(folder, path);
}
