using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace Lakehouse.Storage;

/// <summary>A folder as object store.</summary>
/// <remarks>
/// Every write goes to a file in <c>.uploads/</c> first, is flushed to the disk, and then gets its name by <c>link</c>
/// (put-if-absent) or <c>rename</c> (replace), each of which is atomic; the folder is flushed after that.
/// </remarks>
internal sealed class LocalObjectStore(Uri root) : ObjectStore(root)
{
    /// <summary>Holds unfinished writes. The leading dot keeps it out of listings here and in Spark, Hive and Glue.</summary>
    private const string UploadFolder = ".uploads";

    /// <summary>.NET gives a file that is not there the time 1601-01-01.</summary>
    private const int YearOfTheMissing = 1601;

    /// <summary>Hidden files count, links are not followed into circles.</summary>
    private static readonly EnumerationOptions Recursively = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false, MaxRecursionDepth = 64 };

    private readonly string folder = root.LocalPath;

    /// <summary>The URI of a local path, whatever characters it has: '%', '#' and '?' are part of names here.</summary>
    public static Uri LocationOf(string path) =>
        new("file://" + (path.StartsWith('/') ? "" : "/") + string.Join('/', path.Replace(Path.DirectorySeparatorChar, '/').Split('/').Select((part, i) => i == 0 && part.EndsWith(':') ? part : Uri.EscapeDataString(part))));

    public override ObjectStore At(string path) => new LocalObjectStore(new Uri(LocationOf(Resolve(path)).AbsoluteUri + "/"));

    public override Task<ObjectInfo?> HeadAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = new FileInfo(Resolve(path));
        return Task.FromResult<ObjectInfo?>(file.Exists ? new ObjectInfo(path, file.Length, file.LastWriteTimeUtc) : null);
    }

    public override async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var found = await Task.Run(() => List(prefix, startAfter, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (var item in found)
        {
            yield return item;
        }
    }

    public override async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(Resolve(path), cancellationToken).ConfigureAwait(false);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new FileNotFoundException($"There is no object '{path}' in {Root}.", Resolve(path), missing);
        }
    }

    public override Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult<Stream>(new FileStream(Resolve(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous));
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new FileNotFoundException($"There is no object '{path}' in {Root}.", Resolve(path), missing);
        }
    }

    public override async Task<bool> PutIfAbsentAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var target = Resolve(path);
        if (File.Exists(target))
        {
            return false; // nothing need be written to find that out
        }

        var upload = await WriteUploadAsync(content, cancellationToken).ConfigureAwait(false);
        try
        {
            return LocalFileSystem.LinkNew(upload, target);
        }
        finally
        {
            File.Delete(upload);
        }
    }

    public override async Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var target = Resolve(path);
        var upload = await WriteUploadAsync(content, cancellationToken).ConfigureAwait(false);
        try
        {
            DeleteChecksum(target);
            LocalFileSystem.Rename(upload, target);
        }
        finally
        {
            File.Delete(upload);
        }
    }

    public override async Task PutFileAsync(string path, string localFile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(localFile);
        cancellationToken.ThrowIfCancellationRequested();
        if (!localFile.StartsWith(Path.Combine(folder, UploadFolder), StringComparison.Ordinal))
        {
            var copy = CreateUploadFile(Path.GetExtension(localFile));
            await using (var source = File.OpenRead(localFile))
            await using (var sink = new FileStream(copy, FileMode.CreateNew))
            {
                await source.CopyToAsync(sink, cancellationToken).ConfigureAwait(false);
            }

            File.Delete(localFile);
            localFile = copy;
        }

        var target = Resolve(path);
        LocalFileSystem.Flush(localFile);
        DeleteChecksum(target);
        LocalFileSystem.Rename(localFile, target);
    }

    public override string CreateUploadFile(string extension)
    {
        var uploads = Path.Combine(folder, UploadFolder);
        Directory.CreateDirectory(uploads);
        return Path.Combine(uploads, Guid.NewGuid().ToString("N") + extension);
    }

    public override Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = Resolve(path);
        if (File.Exists(file))
        {
            File.Delete(file);
        }

        return Task.CompletedTask;
    }

    public override string EnginePath(string path) => Resolve(path);

    /// <summary>Hadoop's file system keeps <c>.NAME.crc</c> beside each file that it has written, and then reads no other content from it.</summary>
    private static void DeleteChecksum(string file)
    {
        var checksum = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.crc");
        if (File.Exists(checksum))
        {
            File.Delete(checksum);
        }
    }

    private async Task<string> WriteUploadAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var upload = CreateUploadFile(".tmp");
        await using var stream = new FileStream(upload, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        stream.Flush(flushToDisk: true);
        return upload;
    }

    private List<ObjectInfo> List(string prefix, string? startAfter, CancellationToken cancellationToken)
    {
        var result = new List<ObjectInfo>();
        var top = Resolve(prefix.Contains('/', StringComparison.Ordinal) ? prefix[..prefix.LastIndexOf('/')] : "");
        if (!Directory.Exists(top))
        {
            return result;
        }

        var root = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar).Length + 1;
        var files = new FileSystemEnumerable<ObjectInfo>(top, (ref FileSystemEntry entry) => new ObjectInfo(PathOf(ref entry, root), entry.Length, entry.LastWriteTimeUtc), Recursively)
        {
            // Names are compared before anything is asked about a file: a long log is listed for its last few commits.
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsWanted(PathOf(ref entry, root), prefix, startAfter),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.FileName.SequenceEqual(UploadFolder),
        };
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.LastModified.Year > YearOfTheMissing) // it may be gone since its folder was read
            {
                result.Add(file);
            }
        }

        result.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return result;
    }

    private static bool IsWanted(string path, string prefix, string? startAfter) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (startAfter is null || string.CompareOrdinal(path, startAfter) > 0);

    private static string PathOf(ref FileSystemEntry entry, int root)
    {
        var path = Path.Join(entry.Directory, entry.FileName);
        return (path.Length > root ? path[root..] : path).Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>The file of a path; a path that leaves the store is refused.</summary>
    private string Resolve(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var top = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        var full = Path.GetFullPath(Path.Combine(top, path)).TrimEnd(Path.DirectorySeparatorChar);
        return full == top || full.StartsWith(top + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new ArgumentException($"The path '{path}' leaves the store {Root}.", nameof(path));
    }
}
