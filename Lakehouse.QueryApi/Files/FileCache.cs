using System.Security.Cryptography;
using System.Text;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Workers;

namespace Lakehouse.QueryApi.Files;

/// <summary>
/// Copies of remote data files on the local disk, at most so many bytes of them. A copy is fetched once, whoever asks for it meanwhile;
/// while a query reads it, it stays; of the others the one that was not read for the longest time goes first.
/// </summary>
/// <remarks>
/// Data files never change, so a copy is never stale. The folder is this process's own and goes with it; folders of processes that
/// are gone are deleted at the start. Workers get to see the folder and cannot write to it.
/// </remarks>
internal sealed class FileCache : IDisposable
{
    /// <summary>Files that are fetched at once.</summary>
    private const int Downloads = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<string, CachedFile> files = new(StringComparer.Ordinal);
    private readonly LinkedList<CachedFile> idle = [];
    private readonly SemaphoreSlim downloading = new(Downloads, Downloads);
    private readonly CancellationTokenSource closing = new();
    private readonly long budget;
    private TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="parent">Folder in which this process makes its own.</param>
    /// <param name="budget">Most bytes that the copies may take up.</param>
    public FileCache(string parent, long budget)
    {
        Folder = TempFolders.Open(parent);
        // Workers may read what is there when they start.
        Directory.CreateDirectory(Folder);
        this.budget = budget;
    }

    /// <summary>Where the copies are.</summary>
    public string Folder { get; }

    /// <summary>Bytes that the copies take up, or will when their download is over.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where the copy of an object is, if there is one.</summary>
    /// <param name="location">The object's URI.</param>
    /// <param name="stamp">What tells contents apart that the object had one after the other; "" where it never changes.</param>
    public string PathOf(string location, string stamp) =>
        Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{location}\n{stamp}")).AsSpan(0, 16)) + ".parquet");

    /// <summary>Fetches the files that are not here, and keeps all of them until the lease is returned.</summary>
    /// <exception cref="QueryException">They are larger than the cache, or one cannot be fetched.</exception>
    public async Task<IDisposable> AcquireAsync(IReadOnlyList<RemoteFile> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return FileLease.Empty;
        }

        var distinct = wanted.DistinctBy(file => file.LocalPath).ToArray();
        var total = distinct.Sum(file => file.Size);
        if (total > budget)
        {
            throw new QueryException(Problem.ScanLimit, $"The statement reads {total} bytes of remote files, and the cache holds {budget}. Make it read less (a condition on a partition or clustering column leaves files out), or raise Query:CacheMegabytes.");
        }

        CachedFile[]? taken;
        while (!TryTake(distinct, out taken, out var wait))
        {
            // Other queries read what would have to go: they end, or their time limit ends them.
            await wait.WaitAsync(cancellationToken);
        }

        var lease = new FileLease(() => Return(taken));
        try
        {
            await Task.WhenAll(taken.Select(file => file.Content)).WaitAsync(cancellationToken);
            return lease;
        }
        catch (Exception failed)
        {
            lease.Dispose();
            throw failed is OperationCanceledException ? failed : new QueryException(Problem.TableUnreadable, $"A data file cannot be fetched: {failed.Message}", failed);
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        TempFolders.Delete(Folder);
    }

    /// <summary>All or nothing, so that two queries never wait for each other.</summary>
    private bool TryTake(RemoteFile[] wanted, out CachedFile[] taken, out Task wait)
    {
        lock (gate)
        {
            var paths = wanted.Select(file => file.LocalPath).ToHashSet(StringComparer.Ordinal);
            var needed = Bytes + wanted.Where(file => !files.ContainsKey(file.LocalPath)).Sum(file => file.Size) - budget;
            var victims = new List<CachedFile>();
            for (var node = idle.First; node is not null && needed > 0; node = node.Next)
            {
                if (node.Value.Content.IsCompleted && !paths.Contains(node.Value.Path))
                {
                    victims.Add(node.Value);
                    needed -= node.Value.Size;
                }
            }

            (taken, wait) = ([], released.Task);
            if (needed > 0)
            {
                return false;
            }

            victims.ForEach(Remove);
            taken = [.. wanted.Select(Take)];
            return true;
        }
    }

    private CachedFile Take(RemoteFile wanted)
    {
        if (!files.TryGetValue(wanted.LocalPath, out var file))
        {
            file = files[wanted.LocalPath] = new CachedFile(wanted.LocalPath, wanted.Size);
            Bytes += file.Size;
            file.Content = DownloadAsync(wanted);
        }
        else if (file.Readers == 0 && (file.Content.IsFaulted || file.Content.IsCanceled))
        {
            // It failed after all who waited had left.
            file.Content = DownloadAsync(wanted);
        }

        file.Readers++;
        if (file.Idle is { } node)
        {
            idle.Remove(node);
            file.Idle = null;
        }

        return file;
    }

    private void Return(CachedFile[] taken)
    {
        lock (gate)
        {
            foreach (var file in taken)
            {
                if (--file.Readers > 0)
                {
                    continue;
                }

                if (file.Content.IsFaulted || file.Content.IsCanceled)
                {
                    // Nothing is kept of a failure: the next query tries again.
                    files.Remove(file.Path);
                    Bytes -= file.Size;
                }
                else
                {
                    file.Idle = idle.AddLast(file);
                }
            }

            Signal();
        }
    }

    /// <summary>There may be room now.</summary>
    private void Signal()
    {
        lock (gate)
        {
            released.SetResult();
            released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Remove(CachedFile file)
    {
        idle.Remove(file.Idle!);
        files.Remove(file.Path);
        Bytes -= file.Size;
        File.Delete(file.Path);
    }

    /// <summary>Not stopped with the query that began it: others may wait for the same file.</summary>
    private async Task DownloadAsync(RemoteFile file)
    {
        await Task.Yield();
        await downloading.WaitAsync(closing.Token);
        var part = $"{file.LocalPath}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Folder);
            await file.Store.GetFileAsync(file.Path, part, closing.Token);
            if (new FileInfo(part).Length is var copied && copied != file.Size)
            {
                throw new IOException($"'{file.Path}' in {file.Store.Root} has {copied} bytes where {file.Size} were told.");
            }

            File.Move(part, file.LocalPath, overwrite: true);
        }
        finally
        {
            File.Delete(part);
            downloading.Release();
            Signal();
        }
    }
}
