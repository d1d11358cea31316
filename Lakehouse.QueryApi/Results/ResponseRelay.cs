using System.Buffers;
using System.Globalization;

namespace Lakehouse.QueryApi.Results;

/// <summary>
/// Passes an answer on to the client one block behind: until a second block comes, the response can still become an error, and an
/// answer of one block goes out with its length.
/// </summary>
internal sealed class ResponseRelay(HttpResponse response) : AnswerSink
{
    private byte[] held = [];
    private int length;
    private ScanSize size;

    /// <summary>Takes a block; waits while the client is slow.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        if (length > 0)
        {
            await SendHeldAsync(cancellationToken);
        }

        if (held.Length < block.Length)
        {
            ArrayPool<byte>.Shared.Return(held);
            held = ArrayPool<byte>.Shared.Rent(block.Length);
        }

        block.CopyTo(held);
        length = block.Length;
    }

    /// <summary>What the query costs stands in headers, for formats that have no place for it.</summary>
    public override void Tell(ScanSize size) => this.size = size;

    /// <summary>Says so as RFC 9211 and RFC 9111 do.</summary>
    public override void Reuse(DateTimeOffset made)
    {
        response.Headers["Cache-Status"] = "lakehouse; hit";
        response.Headers.Age = ((long)Math.Max(0, (DateTimeOffset.UtcNow - made).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Sends the rest.</summary>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            response.ContentLength = length;
        }

        await SendHeldAsync(cancellationToken);
    }

    public override void Dispose()
    {
        ArrayPool<byte>.Shared.Return(held);
        held = [];
    }

    private async ValueTask SendHeldAsync(CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            Describe(response.Headers);
        }

        if (length > 0)
        {
            await response.Body.WriteAsync(held.AsMemory(0, length), cancellationToken);
            length = 0;
        }
    }

    private void Describe(IHeaderDictionary headers)
    {
        headers["Lakehouse-Bytes-Scanned"] = size.Bytes.ToString(CultureInfo.InvariantCulture);
        headers["Lakehouse-Files-Scanned"] = size.Files.ToString(CultureInfo.InvariantCulture);
        headers["Lakehouse-Files-Pruned"] = size.FilesPruned.ToString(CultureInfo.InvariantCulture);
        headers["Lakehouse-Athena-Cost"] = ResultSummary.CostOf(size.Bytes).ToString(CultureInfo.InvariantCulture);
    }
}
