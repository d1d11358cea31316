namespace Lakehouse.Storage;

/// <summary>Reads an object by ranges: blocks grow while reading goes on in order and start small again after a jump.</summary>
internal sealed class S3ReadStream(S3Ranges ranges, long length) : Stream
{
    private const int FirstBlock = 64 << 10;
    private const int LargestBlock = 8 << 20;

    private byte[] block = [];
    private long blockStart;
    private int nextSize = FirstBlock;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A position is not negative.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= length || buffer.IsEmpty)
        {
            return 0;
        }

        if (position < blockStart || position >= blockStart + block.Length)
        {
            await FetchAsync(cancellationToken).ConfigureAwait(false);
        }

        var offset = (int)(position - blockStart);
        var count = Math.Min(buffer.Length, block.Length - offset);
        block.AsMemory(offset, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("The stream only reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream only reads.");

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var inOrder = position == blockStart + block.Length;
        nextSize = inOrder ? Math.Min(nextSize * 2, LargestBlock) : FirstBlock;
        var fetched = new byte[(int)Math.Min(nextSize, length - position)];
        await ranges.ReadAsync(position, fetched, cancellationToken).ConfigureAwait(false);
        (block, blockStart) = (fetched, position);
    }
}
