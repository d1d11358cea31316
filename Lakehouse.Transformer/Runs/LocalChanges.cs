namespace Lakehouse.Transformer.Runs;

/// <summary>Wakes up early when something happens below a local folder; where the system cannot tell, waits its time.</summary>
internal sealed class LocalChanges : IDisposable
{
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly FileSystemWatcher? watcher;

    private LocalChanges(string? folder)
    {
        if (folder is not null)
        {
            watcher = new FileSystemWatcher(folder, "*.parquet") { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName };
            watcher.Created += (_, _) => Wake();
            watcher.Renamed += (_, _) => Wake();
            watcher.EnableRaisingEvents = true;
        }
    }

    public static LocalChanges Watch(Uri raw, ILogger logger)
    {
        if (!raw.IsFile)
        {
            return new LocalChanges(null);
        }

        try
        {
            Directory.CreateDirectory(raw.LocalPath);
            return new LocalChanges(raw.LocalPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // inotify instances and watches are limited per user.
            logger.LogInformation("Cannot watch {Folder} ({Reason}); it is polled instead", raw.LocalPath, error.Message);
            return new LocalChanges(null);
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => changed.WaitAsync(atMost, cancellationToken);

    public void Dispose()
    {
        watcher?.Dispose();
        changed.Dispose();
    }

    private void Wake()
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake: many files at once are one look.
        }
        catch (ObjectDisposedException)
        {
            // The service stops.
        }
    }
}
