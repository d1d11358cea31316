namespace Lakehouse.Transformer.Runs;

/// <summary>
/// The run that comes next, and those that were. Requests coalesce: whoever asks while a run waits gets that one, and it starts after
/// the request, so it sees everything that was there.
/// </summary>
internal sealed class RunQueue(RunExecutor executor, TransformerOptions options) : IDisposable
{
    private readonly Lock gate = new();
    private readonly LinkedList<Run> runs = new();
    private readonly SemaphoreSlim queued = new(0);
    private Run? next;

    /// <summary>All runs that are remembered, newest first.</summary>
    public IReadOnlyList<Run> Runs
    {
        get
        {
            lock (gate)
            {
                return [.. runs];
            }
        }
    }

    public Run? Find(string id) => Runs.FirstOrDefault(run => run.Id == id);

    /// <summary>Asks for a run.</summary>
    /// <returns>The run that will serve the request.</returns>
    public Run Request(RunTrigger trigger)
    {
        lock (gate)
        {
            if (next is null)
            {
                next = new Run(trigger, executor.Tables);
                runs.AddFirst(next);
                while (runs.Count > options.RunsKept && runs.Last!.Value.Finished is not null)
                {
                    runs.RemoveLast();
                }

                queued.Release();
            }

            return next;
        }
    }

    /// <summary>Waits for a request and takes it: later ones make a new run.</summary>
    public async Task<Run> TakeAsync(CancellationToken cancellationToken)
    {
        await queued.WaitAsync(cancellationToken);
        lock (gate)
        {
            var taken = next!;
            next = null;
            return taken;
        }
    }

    public void Dispose() => queued.Dispose();
}
