using System.IO.Pipelines;

namespace Lakehouse.QueryApi.Results;

/// <summary>Hands an answer to a reader within the service. A reader that is slow makes the worker wait.</summary>
internal sealed class PipeSink : AnswerSink
{
    private const int MaxHeld = 4 * 1024 * 1024;

    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: MaxHeld, resumeWriterThreshold: MaxHeld / 2, useSynchronizationContext: false));

    /// <summary>The answer's bytes; what <see cref="Fail"/> was given comes out of it as an exception.</summary>
    public Stream Reader => pipe.Reader.AsStream(leaveOpen: true);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken) => await pipe.Writer.WriteAsync(block, cancellationToken);

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => pipe.Writer.CompleteAsync();

    /// <summary>The answer will not be whole.</summary>
    public void Fail(Exception error) => pipe.Writer.Complete(error);

    public override void Dispose()
    {
        pipe.Writer.Complete();
        pipe.Reader.Complete();
    }
}
