using System.Buffers;
using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Raw;

namespace Lakehouse.Ingestor.Copying;

/// <summary>Reads one range of a table into load files, holding one row group at most.</summary>
internal sealed class RangeCopy(RangeCopyTarget target) : IDisposable
{
    private const int ReadBytes = 1 << 18;

    private readonly ColumnBuffer[] buffers = target.Schema.CreateBuffers();
    private LoadFile? file;

    /// <summary>Reads to the end.</summary>
    /// <param name="source">COPY's bytes.</param>
    /// <param name="cancellationToken">Stops; the unfinished file is deleted.</param>
    /// <exception cref="InvalidDataException">The data ended early, or a value is too large.</exception>
    public async Task RunAsync(Stream source, CancellationToken cancellationToken)
    {
        var decoder = new BinaryCopyDecoder(target.Table, target.Schema.Columns, buffers, target.Limits.MaxValueBytes);
        var data = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var start = 0;
            var end = 0;
            while (!decoder.Finished)
            {
                start += decoder.Decode(data.AsSpan(start, end - start), target.Limits.RowGroupRows, target.Limits.RowGroupBytes);
                if (decoder.Finished)
                {
                    break;
                }

                if (decoder.Rows >= target.Limits.RowGroupRows || decoder.Bytes >= target.Limits.RowGroupBytes)
                {
                    await FlushAsync(decoder, cancellationToken);
                    continue;
                }

                (data, start, end) = MakeRoom(data, start, end, decoder.Wanted);
                var read = await FillAsync(source, data.AsMemory(end), cancellationToken);
                end += read > 0 ? read : throw new InvalidDataException($"Could not read the rows of {target.Table}: COPY ended in the middle.");
            }

            await FlushAsync(decoder, cancellationToken);
            await PublishAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }

    public void Dispose() => file?.Dispose();

    /// <summary>Postgres sends each row as a message of its own, and a read ends with the message: several make it worth decoding.</summary>
    private static async ValueTask<int> FillAsync(Stream source, Memory<byte> room, CancellationToken cancellationToken)
    {
        var total = 0;
        while (room.Length - total >= room.Length / 4)
        {
            var read = await source.ReadAsync(room[total..], cancellationToken);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    private static (byte[] Data, int Start, int End) MakeRoom(byte[] data, int start, int end, int wanted)
    {
        var rest = end - start;
        if (wanted <= data.Length)
        {
            data.AsSpan(start, rest).CopyTo(data);
            return (data, 0, rest);
        }

        var larger = ArrayPool<byte>.Shared.Rent(wanted);
        data.AsSpan(start, rest).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(data);
        return (larger, 0, rest);
    }

    private async Task FlushAsync(BinaryCopyDecoder decoder, CancellationToken cancellationToken)
    {
        if (decoder.Rows == 0)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        file ??= LoadFile.Create(target.Store, target.Schema, target.Limits.Compression, target.Constants);
        file.Write(buffers, decoder.Rows);
        target.Progress.Add(decoder.Rows, decoder.Bytes, buffers.Sum(buffer => buffer.Adjusted));
        decoder.Clear();
        if (file.Bytes >= target.Limits.FileBytes)
        {
            await PublishAsync(cancellationToken);
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            target.Progress.Published(await target.Files.PublishLoadAsync(file, cancellationToken));
            file.Dispose();
            file = null;
        }
    }
}
