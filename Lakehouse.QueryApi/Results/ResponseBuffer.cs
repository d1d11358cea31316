using System.Buffers;

namespace Lakehouse.QueryApi.Results;

/// <summary>
/// Collects bytes and hands them to a response in blocks. Until the first block leaves, the response can still become an error.
/// </summary>
internal sealed class ResponseBuffer(HttpResponse response) : IBufferWriter<byte>, IDisposable
{
    private const int BlockSize = 64 * 1024;

    private byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize * 2);
    private int written;

    /// <summary>A block is full: <see cref="FlushAsync"/> is due.</summary>
    public bool IsFull => written >= BlockSize;

    public void Advance(int count) => written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return block.AsMemory(written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return block.AsSpan(written);
    }

    /// <summary>Sends what is there; waits while the client is slow.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(block.AsMemory(0, written), cancellationToken);
        written = 0;
    }

    /// <summary>Sends the rest; a short answer goes out whole, with its length.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            response.ContentLength = written;
        }

        await FlushAsync(cancellationToken);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(block);
        block = [];
    }

    private void Reserve(int sizeHint)
    {
        var needed = written + Math.Max(sizeHint, 256);
        if (needed > block.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, block.Length * 2));
            block.AsSpan(0, written).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(block);
            block = larger;
        }
    }
}
