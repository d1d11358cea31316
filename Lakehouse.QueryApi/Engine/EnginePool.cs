using System.Collections.Concurrent;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Engine;

/// <summary>
/// A fixed number of engines, each with its own share of memory, so that one statement can neither see nor starve another; and a
/// bounded queue in front of them.
/// </summary>
internal sealed class EnginePool : IDisposable
{
    private readonly SemaphoreSlim free;
    private readonly ConcurrentStack<QueryEngine> idle = new();
    private readonly int queueLength;
    private readonly TimeSpan queueTimeout;
    private readonly Func<int, EngineSettings> settings;
    private int waiting;
    private int opened;

    public EnginePool(int engines, int queueLength, TimeSpan queueTimeout, Func<int, EngineSettings> settings)
    {
        free = new SemaphoreSlim(engines, engines);
        this.queueLength = queueLength;
        this.queueTimeout = queueTimeout;
        this.settings = settings;
    }

    /// <summary>Waits for an engine.</summary>
    /// <exception cref="QueryException">The queue is full, or the wait took too long.</exception>
    public async Task<EngineLease> RentAsync(CancellationToken cancellationToken)
    {
        if (!free.Wait(0, CancellationToken.None))
        {
            if (Interlocked.Increment(ref waiting) > queueLength)
            {
                Interlocked.Decrement(ref waiting);
                throw Busy();
            }

            try
            {
                if (!await free.WaitAsync(queueTimeout, cancellationToken))
                {
                    throw Busy();
                }
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }

        try
        {
            return new EngineLease(this, idle.TryPop(out var engine) ? engine : new QueryEngine(settings(Interlocked.Increment(ref opened))));
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    internal void Return(QueryEngine engine, bool usable)
    {
        if (usable)
        {
            idle.Push(engine);
        }
        else
        {
            engine.Dispose();
        }

        free.Release();
    }

    public void Dispose()
    {
        while (idle.TryPop(out var engine))
        {
            engine.Dispose();
        }

        free.Dispose();
    }

    private static QueryException Busy() => new(Problem.TooManyQueries, "Every query engine is busy and the queue is full. Try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };
}
