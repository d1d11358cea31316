namespace Lakehouse.Ingestor.Changes;

/// <summary>Disk space for transactions that are not committed yet, within a budget.</summary>
/// <param name="folder">Of this raw folder alone; what it holds is left from a killed process, for the writer lock lets in one at a time.</param>
/// <param name="budget">Bytes.</param>
internal sealed class SpoolFolder(string folder, long budget)
{
    private long used;

    /// <summary>Bytes in use.</summary>
    public long Used => Interlocked.Read(ref used);

    /// <summary>The folder for the raw folder of that URI, below <paramref name="parent"/>.</summary>
    public static SpoolFolder For(Uri raw, string parent, long budget)
    {
        var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(raw.AbsoluteUri)))[..16];
        return new SpoolFolder(Path.Combine(parent, $"lakehouse-spool-{name}"), budget);
    }

    /// <summary>Deletes the folder, with what a killed process left in it.</summary>
    public void Delete()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A new file, deleted when it is closed. The first makes the folder.</summary>
    public FileStream Create()
    {
        Directory.CreateDirectory(folder);
        return new(
            Path.Combine(folder, $"{Guid.NewGuid():N}.spool"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16 });
    }

    /// <exception cref="SpoolFullException">The budget is spent.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref used, bytes) > budget)
        {
            throw new SpoolFullException($"Transactions in progress take more than Ingestor:SpoolBytes ({budget:N0} bytes) in {folder}.");
        }
    }

    public void Release(long bytes) => Interlocked.Add(ref used, -bytes);
}

/// <summary>Transactions in progress do not fit on this disk: the server has to keep them on its own.</summary>
internal sealed class SpoolFullException(string message) : IOException(message);
