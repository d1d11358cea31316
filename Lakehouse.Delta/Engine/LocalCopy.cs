using Lakehouse.Storage;

namespace Lakehouse.Delta.Engine;

/// <summary>An object as a local file: itself on a local store, else a temporary copy that goes away on disposal.</summary>
internal sealed class LocalCopy : IDisposable
{
    private readonly bool temporary;

    private LocalCopy(string path, bool temporary)
    {
        Path = path;
        this.temporary = temporary;
    }

    /// <summary>The local file.</summary>
    public string Path { get; }

    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public static async Task<LocalCopy> OfAsync(ObjectStore store, string path, CancellationToken cancellationToken)
    {
        if (store.Root.IsFile)
        {
            var local = store.EnginePath(path);
            return File.Exists(local) ? new LocalCopy(local, temporary: false) : throw new FileNotFoundException($"There is no object '{path}' in {store.Root}.", local);
        }

        var copy = new LocalCopy(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lakehouse-{Guid.NewGuid():N}.tmp"), temporary: true);
        try
        {
            await store.GetFileAsync(path, copy.Path, cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (temporary)
        {
            File.Delete(Path);
        }
    }
}
