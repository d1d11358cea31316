using System.Globalization;
using Lakehouse.Storage;

namespace Lakehouse.Delta.Engine;

/// <summary>
/// Local copies of the data files of tables that lie elsewhere, such as on S3: DuckDB reads local files without an extension, and a file that
/// was read once need not travel again. Data files never change, so a copy holds for ever.
/// </summary>
/// <remarks>
/// <c>LAKEHOUSE_CACHE</c> names the folder (else one in the system's folder for temporary files), <c>LAKEHOUSE_CACHE_SIZE</c> its limit, such as
/// <c>50g</c>. Processes share it: a copy gets its name when it is complete. What was used least recently goes first, but not what was used
/// within <see cref="Grace"/>, for a query may still read it.
/// </remarks>
public static class RemoteFiles
{
    private const long DefaultLimit = 16L << 30;
    private const int ParallelDownloads = 8;

    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private static string Folder => Environment.GetEnvironmentVariable("LAKEHOUSE_CACHE") is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), "lakehouse-cache");

    private static long Limit => ByteSize.Parse(Environment.GetEnvironmentVariable("LAKEHOUSE_CACHE_SIZE")) ?? DefaultLimit;

    /// <summary>Where the copy of a file is, or will be. The name of the file stays in it, so that errors tell which it is.</summary>
    public static string LocalPath(ObjectStore store, string path)
    {
        var key = CacheFolder.NameOf(store.Root.AbsoluteUri + path);
        return Path.Combine(Folder, key[..2], key, path[(path.LastIndexOf('/') + 1)..]);
    }

    /// <summary>Makes sure that there are copies of files.</summary>
    /// <param name="files">Store, path in it, and length where it is known.</param>
    /// <param name="cancellationToken">Stops the copying; no half copy gets a name.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The files together are larger than the limit.</exception>
    public static async Task FetchAsync(IReadOnlyCollection<(ObjectStore Store, string Path, long? Size)> files, CancellationToken cancellationToken)
    {
        if (files.Sum(file => file.Size ?? 0) is var wanted && wanted > Limit)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The files to read have {wanted:N0} bytes, more than the {Limit:N0} bytes that local copies may take in {Folder}. Ask for fewer by a predicate, or set LAKEHOUSE_CACHE_SIZE."));
        }

        var missing = files.DistinctBy(file => LocalPath(file.Store, file.Path)).Where(file => !IsThere(LocalPath(file.Store, file.Path), file.Size)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        _ = CacheFolder.MakeRoom(Folder, Limit, missing.Sum(file => file.Size ?? 0), Grace);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelDownloads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, parallel, async (file, cancellation) => await DownloadAsync(file.Store, file.Path, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static bool IsThere(string copy, long? size)
    {
        var file = new FileInfo(copy);
        return file.Exists && (size is not { } known || file.Length == known) && CacheFolder.TryTouch(copy);
    }

    private static async Task DownloadAsync(ObjectStore store, string path, CancellationToken cancellationToken)
    {
        var copy = LocalPath(store, path);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var part = $"{copy}.{Guid.NewGuid():N}{CacheFolder.Unfinished}";
        try
        {
            await store.GetFileAsync(path, part, cancellationToken).ConfigureAwait(false);
            File.Move(part, copy, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
