using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Engine;

/// <summary>Passes an answer on, stops it where it is longer than it may be, and keeps a copy of a short one.</summary>
/// <param name="target">Where it goes.</param>
/// <param name="maxBytes">Longest answer, or null.</param>
/// <param name="maxCopy">Longest answer of which a copy is kept; 0 for none.</param>
internal sealed class MeteredSink(AnswerSink target, long? maxBytes, long maxCopy) : AnswerSink
{
    private MemoryStream? copy = maxCopy > 0 ? new MemoryStream() : null;
    private long length;

    /// <summary>The whole answer, or null when it was too long to keep.</summary>
    public byte[]? Copy => copy?.ToArray();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        length += block.Length;
        if (length > maxBytes)
        {
            throw new QueryException(Problem.ResultLimit, $"The answer is longer than the {maxBytes} bytes that its work group allows. Ask for fewer rows or columns.");
        }

        if (length > maxCopy)
        {
            copy = null;
        }

        copy?.Write(block.Span);
        return target.WriteAsync(block, cancellationToken);
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => target.CompleteAsync(cancellationToken);

    public override void Dispose() => copy?.Dispose();
}
