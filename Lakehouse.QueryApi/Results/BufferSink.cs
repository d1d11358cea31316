using System.Buffers;

namespace Lakehouse.QueryApi.Results;

/// <summary>Keeps an answer that is known to be short.</summary>
internal sealed class BufferSink : AnswerSink
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    public ReadOnlyMemory<byte> Content => buffer.WrittenMemory;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        buffer.Write(block.Span);
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override void Dispose()
    {
    }
}
