using System.Collections.Concurrent;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Workers;

/// <summary>
/// A fixed number of workers, each with its own share of memory, so that one statement can neither see, starve nor crash
/// another; and a bounded queue in front of them. Workers start when they are first needed.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly SemaphoreSlim free;
    private readonly ConcurrentStack<WorkerProcess> idle = new();
    private readonly int queueLength;
    private readonly TimeSpan queueTimeout;
    private readonly string tempFolder;
    private readonly Func<int, EngineSettings> settings;
    private int waiting;
    private int started;
    private volatile bool disposed;

    public WorkerPool(int workers, int queueLength, TimeSpan queueTimeout, string tempFolder, Func<int, EngineSettings> settings)
    {
        free = new SemaphoreSlim(workers, workers);
        this.queueLength = queueLength;
        this.queueTimeout = queueTimeout;
        this.tempFolder = tempFolder;
        this.settings = settings;
    }

    /// <summary>Waits for a worker.</summary>
    /// <exception cref="QueryException">The queue is full, the wait took too long, or no worker starts.</exception>
    public async Task<WorkerLease> RentAsync(CancellationToken cancellationToken)
    {
        if (!free.Wait(0, CancellationToken.None))
        {
            await QueueAsync(cancellationToken);
        }

        try
        {
            while (idle.TryPop(out var worker))
            {
                if (!worker.IsOutdated)
                {
                    return new WorkerLease(this, worker);
                }

                worker.Dispose();
            }

            return new WorkerLease(this, await WorkerProcess.StartAsync(settings(Interlocked.Increment(ref started)), cancellationToken));
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryPop(out var worker))
        {
            worker.Dispose();
        }

        TempFolders.Delete(tempFolder);
    }

    internal void Return(WorkerProcess worker)
    {
        if (worker.IsBroken || disposed)
        {
            worker.Dispose();
        }
        else
        {
            // The one used last is the one whose caches are warm.
            idle.Push(worker);
        }

        free.Release();
    }

    private async Task QueueAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > queueLength || !await free.WaitAsync(queueTimeout, cancellationToken))
            {
                throw new QueryException(Problem.TooManyQueries, "Every query worker is busy and the queue is full. Try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
