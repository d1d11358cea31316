using System.Buffers;

namespace Lakehouse.QueryApi.Results;

/// <summary>Collects bytes and hands them on in blocks.</summary>
/// <param name="send">Takes a block; the next one is filled when it is done.</param>
internal sealed class BlockBuffer(Func<ReadOnlyMemory<byte>, ValueTask> send) : IBufferWriter<byte>, IDisposable
{
    private const int BlockSize = 64 * 1024;

    /// <summary>The most that is handed on at once: the receiver keeps a block whole.</summary>
    private const int MaxSent = 4 * BlockSize;

    private byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize * 2);
    private int written;

    /// <summary>A block is full: <see cref="FlushAsync"/> is due.</summary>
    public bool IsFull => written >= BlockSize;

    /// <summary>What is there and not handed on.</summary>
    public ReadOnlySpan<byte> Written => block.AsSpan(0, written);

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

    /// <summary>Hands on what is there; waits while the receiver is slow.</summary>
    public async ValueTask FlushAsync()
    {
        for (var sent = 0; sent < written; sent += MaxSent)
        {
            await send(block.AsMemory(sent, Math.Min(MaxSent, written - sent)));
        }

        Clear();
    }

    /// <summary>Drops what is there.</summary>
    public void Clear()
    {
        written = 0;
        if (block.Length > MaxSent)
        {
            // A row group, or a long row: the next one may be short again.
            ArrayPool<byte>.Shared.Return(block);
            block = ArrayPool<byte>.Shared.Rent(BlockSize * 2);
        }
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
