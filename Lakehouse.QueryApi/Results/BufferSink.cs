using System.Buffers;

namespace Lakehouse.QueryApi.Results;

/// <summary>Keeps an answer that has to be short.</summary>
/// <param name="maxBytes">What is kept of it at most.</param>
internal sealed class BufferSink(int maxBytes) : AnswerSink
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>The answer, unless it is too long.</summary>
    public ReadOnlyMemory<byte> Content => buffer.WrittenMemory;

    /// <summary>There was more than is kept.</summary>
    public bool IsTooLong { get; private set; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        IsTooLong |= buffer.WrittenCount + block.Length > maxBytes;
        if (!IsTooLong)
        {
            buffer.Write(block.Span);
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override void Dispose()
    {
    }
}
