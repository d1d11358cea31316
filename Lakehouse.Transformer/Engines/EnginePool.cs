using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Transformer.Engines;

/// <summary>
/// Hands out engines, so many at once at most. All are connections to one database, so that they share memory and cores as they need
/// them: a large table that is alone has all of both.
/// </summary>
internal sealed class EnginePool : IDisposable
{
    private readonly SemaphoreSlim free;
    private readonly TransformerOptions options;
    private readonly EngineFolders folders;
    private readonly Lock gate = new();
    private SharedEngine? current;
    private long leases;

    public EnginePool(TransformerOptions options)
    {
        this.options = options;
        free = new SemaphoreSlim(options.MaxParallel);
        folders = new EngineFolders(options.TempDirectory ?? Path.GetTempPath());
    }

    /// <summary>Waits for a free place and opens an engine; dispose the lease to give both back.</summary>
    public async Task<EngineLease> RentAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        var shared = Take();
        try
        {
            return await EngineLease.OpenAsync(shared.Database, Interlocked.Increment(ref leases), usable => GiveBack(shared, usable), cancellationToken);
        }
        catch
        {
            GiveBack(shared, usable: false);
            throw;
        }
    }

    public void Dispose()
    {
        current?.Database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        folders.Dispose();
        free.Dispose();
    }

    private SharedEngine Take()
    {
        lock (gate)
        {
            current ??= Open();
            current.Users++;
            return current;
        }
    }

    /// <summary>A database that failed is left to those who still hold it, and the next one gets a new one.</summary>
    private void GiveBack(SharedEngine shared, bool usable)
    {
        lock (gate)
        {
            shared.Users--;
            if (!usable && current == shared)
            {
                current = null;
            }

            if (current != shared && shared.Users == 0)
            {
                shared.Database.DisposeAsync().AsTask().GetAwaiter().GetResult();
                EngineFolders.Delete(shared.Folder);
            }
        }

        free.Release();
    }

    private SharedEngine Open()
    {
        var folder = folders.CreateNew();
        return new SharedEngine(
            DuckDbEngine.Open(new EngineOptions
            {
                MemoryLimit = string.Create(CultureInfo.InvariantCulture, $"{options.MemoryMegabytes}MiB"),
                TempDirectory = folder,
                KeepFilesInMemory = false, // a service's memory would grow to its limit, run by run
            }),
            folder);
    }

    private sealed class SharedEngine(DuckDbEngine database, string folder)
    {
        public DuckDbEngine Database => database;

        public string Folder => folder;

        public int Users { get; set; }
    }
}
