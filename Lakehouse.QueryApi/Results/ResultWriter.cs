using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Results;

/// <summary>Writes a result in one format.</summary>
internal abstract class ResultWriter : IDisposable
{
    /// <summary>A hundred of its kind may write at the same time: it keeps little in memory.</summary>
    public bool IsOneOfMany { get; set; }

    /// <summary>Writes what comes before the rows.</summary>
    public abstract void Begin(BlockBuffer target, ResultRows result);

    /// <summary>Writes rows of the current chunk until there are no more, or the target is full.</summary>
    /// <param name="from">The first row to write.</param>
    /// <param name="to">The row after the last one.</param>
    /// <returns>The row to go on with; <paramref name="to"/> when all are written.</returns>
    public abstract int Write(int from, int to);

    /// <summary>Bytes of rows that it has taken and keeps in memory, beside what is in the target.</summary>
    public virtual long Held => 0;

    /// <summary>Writes what it keeps.</summary>
    public virtual void Release()
    {
    }

    /// <summary>Writes what comes after the rows.</summary>
    public abstract void End(ResultSummary summary);

    public abstract void Dispose();
}
