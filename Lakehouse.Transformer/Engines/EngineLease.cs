using Lakehouse.Delta.Engine;

namespace Lakehouse.Transformer.Engines;

/// <summary>An engine for the time of one piece of work.</summary>
internal sealed class EngineLease(DuckDbEngine engine, string folder, SemaphoreSlim place) : IAsyncDisposable
{
    public DuckDbEngine Engine => engine;

    /// <summary>Folder for this engine's temporary files; goes away with it.</summary>
    public string Folder => folder;

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        EngineFolders.Delete(folder);
        place.Release();
    }
}
