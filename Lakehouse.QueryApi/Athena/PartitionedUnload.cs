using System.Buffers.Binary;
using System.Text;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Takes the files that <see cref="PartitionedResultWriter"/> writes into one stream apart again.</summary>
/// <param name="open">Begins a file in a folder below the UNLOAD's location: <c>year=2024/</c>.</param>
internal sealed class PartitionedUnload(Func<string, CancellationToken, Task<UnloadFile>> open) : AnswerSink
{
    /// <summary>A folder's name is longer than any location may be.</summary>
    private const int MaxFolder = 64 * 1024;

    private readonly List<UnloadFile> files = [];
    private readonly byte[] header = new byte[PartitionedResultWriter.HeaderSize];
    private readonly MemoryStream folder = new();
    private int headerLength;
    private int number;
    private int left;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        while (!block.IsEmpty)
        {
            if (left == 0)
            {
                block = block[ReadHeader(block.Span)..];
                continue;
            }

            var content = block[..Math.Min(left, block.Length)];
            block = block[content.Length..];
            left -= content.Length;
            if (number < files.Count)
            {
                await files[number].WriteAsync(content, cancellationToken);
                continue;
            }

            folder.Write(content.Span);
            if (left == 0)
            {
                files.Add(await open(Encoding.UTF8.GetString(folder.GetBuffer(), 0, (int)folder.Length), cancellationToken));
                folder.SetLength(0);
            }
        }
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await file.CompleteAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        files.ForEach(file => file.Dispose());
        folder.Dispose();
    }

    /// <summary>Reads as much of a piece's header as is there.</summary>
    /// <returns>Bytes read.</returns>
    private int ReadHeader(ReadOnlySpan<byte> block)
    {
        var read = Math.Min(header.Length - headerLength, block.Length);
        block[..read].CopyTo(header.AsSpan(headerLength));
        headerLength += read;
        if (headerLength < header.Length)
        {
            return read;
        }

        headerLength = 0;
        number = BinaryPrimitives.ReadInt32LittleEndian(header);
        left = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(sizeof(int)));
        return number >= 0 && number <= files.Count && left > 0 && (number < files.Count || left <= MaxFolder)
            ? read
            : throw new QueryException(Problem.Internal, $"A worker sent a piece of {left} bytes for file {number} of {files.Count}, which its format does not have.");
    }
}
