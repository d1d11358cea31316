namespace Lakehouse.LocalPostgres;

/// <summary>A lock that ends with its process, however that ends: the operating system's lock (flock) on an open file. The file stays.</summary>
internal sealed class FileLock : IAsyncDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <returns>Null when another process holds it.</returns>
    public static FileLock? Try(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    public static async Task<FileLock> WaitAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Try(path) is { } held)
            {
                return held;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
