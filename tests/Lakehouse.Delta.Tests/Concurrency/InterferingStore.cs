using Lakehouse.Storage;

namespace Lakehouse.Delta.Tests.Concurrency;

/// <summary>A store that does something right before an object is written: another writer's commit, or a crash.</summary>
internal sealed class InterferingStore(ObjectStore inner, Func<string, Task> beforeWrite) : ObjectStore(inner.Root)
{
    /// <summary>A table in which <paramref name="interfere"/> happens once, right before the first commit.</summary>
    public static DeltaTable Once(DeltaTable table, Func<Task> interfere)
    {
        var done = false;
        return DeltaTable.At(new InterferingStore(ObjectStores.Open(table.Location), async path =>
        {
            if (!done && path.StartsWith("_delta_log/", StringComparison.Ordinal))
            {
                done = true;
                await interfere();
            }
        }));
    }

    /// <summary>A table whose writer dies at the first write of an object whose path matches.</summary>
    public static DeltaTable Dying(DeltaTable table, Func<string, bool> at)
    {
        var dead = false;
        return DeltaTable.At(new InterferingStore(ObjectStores.Open(table.Location), path =>
        {
            dead |= at(path);
            return dead ? throw new SimulatedCrashException() : Task.CompletedTask;
        }));
    }

    public override ObjectStore At(string path) => inner.At(path);

    public override Task<ObjectInfo?> HeadAsync(string path, CancellationToken cancellationToken) => inner.HeadAsync(path, cancellationToken);

    public override IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

    public override Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken) => inner.ReadAsync(path, cancellationToken);

    public override Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken) => inner.OpenReadAsync(path, cancellationToken);

    public override async Task<bool> PutIfAbsentAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await beforeWrite(path);
        return await inner.PutIfAbsentAsync(path, content, cancellationToken);
    }

    public override async Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await beforeWrite(path);
        await inner.PutAsync(path, content, cancellationToken);
    }

    public override async Task PutFileAsync(string path, string localFile, CancellationToken cancellationToken)
    {
        await beforeWrite(path);
        await inner.PutFileAsync(path, localFile, cancellationToken);
    }

    public override string CreateUploadFile(string extension) => inner.CreateUploadFile(extension);

    public override Task DeleteAsync(string path, CancellationToken cancellationToken) => inner.DeleteAsync(path, cancellationToken);

    public override string EnginePath(string path) => inner.EnginePath(path);
}
