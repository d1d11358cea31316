using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Results;

/// <summary>Writes a result in one format.</summary>
internal abstract class ResultWriter : IDisposable
{
    /// <summary>Writes what comes before the rows.</summary>
    public abstract void Begin(BlockBuffer target, ResultStream result);

    /// <summary>Writes rows of the current chunk until there are no more, or the target is full.</summary>
    /// <param name="from">The first row to write.</param>
    /// <param name="to">The row after the last one.</param>
    /// <returns>The row to go on with; <paramref name="to"/> when all are written.</returns>
    public abstract int Write(int from, int to);

    /// <summary>Writes what comes after the rows.</summary>
    public abstract void End(ResultSummary summary);

    public abstract void Dispose();
}
