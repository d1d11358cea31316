namespace Lakehouse.QueryApi.Files;

/// <summary>A copy in the cache; guarded by the cache's lock.</summary>
internal sealed class CachedFile(string path, long size)
{
    public string Path => path;

    public long Size => size;

    /// <summary>Ends when the copy is whole.</summary>
    public Task Content { get; set; } = Task.CompletedTask;

    /// <summary>Queries that read it.</summary>
    public int Readers { get; set; }

    /// <summary>Its place among those that nobody reads, the one read last at the end; null while somebody does.</summary>
    public LinkedListNode<CachedFile>? Idle { get; set; }
}
