namespace Lakehouse.QueryApi.Files;

/// <summary>Keeps copies in the cache while a query reads them.</summary>
internal sealed class FileLease(Action release) : IDisposable
{
    /// <summary>A lease of nothing.</summary>
    public static readonly FileLease Empty = new(() => { });

    private Action? release = release;

    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}
