using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Transformer.Engines;

/// <summary>Hands out engines: at most so many at once, each with its share of memory and cores and a folder of its own.</summary>
internal sealed class EnginePool : IDisposable
{
    private readonly SemaphoreSlim free;
    private readonly TransformerOptions options;
    private readonly EngineFolders folders;

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
        var folder = folders.CreateNew();
        try
        {
            var engine = DuckDbEngine.Open(new EngineOptions
            {
                MemoryLimit = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(64, options.MemoryMegabytes / options.MaxParallel)}MiB"),
                Threads = Math.Max(1, Environment.ProcessorCount / options.MaxParallel),
                TempDirectory = folder,
            });
            return new EngineLease(engine, folder, free);
        }
        catch
        {
            EngineFolders.Delete(folder);
            free.Release();
            throw;
        }
    }

    public void Dispose()
    {
        folders.Dispose();
        free.Dispose();
    }
}
