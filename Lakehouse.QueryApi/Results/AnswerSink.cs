namespace Lakehouse.QueryApi.Results;

/// <summary>Takes an answer's bytes as they come from a worker.</summary>
internal abstract class AnswerSink : IDisposable
{
    /// <summary>Takes a block; waits while the receiver is slow.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken);

    /// <summary>What is read for the answer; comes before its first block.</summary>
    public virtual void Tell(ScanSize size)
    {
    }

    /// <summary>The answer was made for an earlier request; comes before its first block.</summary>
    public virtual void Reuse(DateTimeOffset made)
    {
    }

    /// <summary>The answer is whole.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    public abstract void Dispose();
}
