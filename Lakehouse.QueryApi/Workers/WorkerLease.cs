namespace Lakehouse.QueryApi.Workers;

/// <summary>The right to use a worker for one statement.</summary>
internal sealed class WorkerLease(WorkerPool pool, WorkerProcess worker) : IDisposable
{
    public WorkerProcess Worker => worker;

    public void Dispose() => pool.Return(worker);
}
