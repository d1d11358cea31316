namespace Lakehouse.Transformer.Runs;

/// <summary>
/// The run that comes next, and those that were. Requests coalesce: whoever asks while a run waits gets that one, and it starts after
/// the request, so it sees everything that was there.
/// </summary>
internal sealed class RunQueue(RunExecutor executor, TransformerOptions options) : IDisposable
{
    private readonly Lock gate = new();
    private readonly LinkedList<Run> runs = new();
    private readonly Queue<Run> waiting = new();
    private readonly SemaphoreSlim queued = new(0);

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
    public Run Request(RunTrigger trigger) => Request(trigger, RunOptions.Default);

    /// <summary>Asks for a run with options; such a run serves only this request.</summary>
    /// <returns>The run that will serve the request.</returns>
    public Run Request(RunTrigger trigger, RunOptions asked)
    {
        lock (gate)
        {
            if (asked.IsDefault && waiting.FirstOrDefault(run => run.Options.IsDefault) is { } next)
            {
                return next;
            }

            var run = new Run(trigger, [.. executor.Tables.Where(asked.Covers)], asked);
            waiting.Enqueue(run);
            runs.AddFirst(run);
            while (runs.Count > options.RunsKept && runs.Last!.Value.Finished is not null)
            {
                runs.RemoveLast();
            }

            queued.Release();
            return run;
        }
    }

    /// <summary>Whether a run waits to be carried out.</summary>
    public bool HasNext
    {
        get
        {
            lock (gate)
            {
                return waiting.Count > 0;
            }
        }
    }

    /// <summary>Waits for a request and takes it: later ones make a new run.</summary>
    public async Task<Run> TakeAsync(CancellationToken cancellationToken)
    {
        await queued.WaitAsync(cancellationToken);
        lock (gate)
        {
            return waiting.Dequeue();
        }
    }

    public void Dispose() => queued.Dispose();
}
