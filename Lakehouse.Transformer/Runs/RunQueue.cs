namespace Lakehouse.Transformer.Runs;

/// <summary>
/// The run that comes next, and those that were. Requests coalesce: whoever asks while a run waits gets that one, and it starts after
/// the request, so it sees everything that was there.
/// </summary>
/// <param name="executor">Knows the tables that options cover.</param>
/// <param name="options">How many runs are remembered.</param>
internal sealed class RunQueue(RunExecutor executor, TransformerOptions options) : IDisposable
{
    /// <summary>Runs with options that may wait; each is somebody's request, so more of them are a mistake.</summary>
    private const int MostWaiting = 100;

    private readonly RunSignal signal = new();
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

    /// <summary>Completes when any run changes next, or a new one is asked for.</summary>
    public Task Changed => signal.Next;

    /// <summary>Asks for a run with options; it serves requests with the same options.</summary>
    /// <returns>The run that will serve the request.</returns>
    /// <exception cref="InvalidOperationException">Too many runs wait already.</exception>
    public Run Request(RunTrigger trigger, RunOptions asked)
    {
        lock (gate)
        {
            if (waiting.FirstOrDefault(run => run.Options.ToString() == asked.ToString()) is { } next)
            {
                return next;
            }

            if (waiting.Count >= MostWaiting)
            {
                throw new InvalidOperationException($"{waiting.Count} runs wait already. Ask again when some are done; GET /runs lists them.");
            }

            var run = new Run(trigger, executor.TablesOf(asked), asked) { Raised = signal.Raise };
            waiting.Enqueue(run);
            runs.AddFirst(run);
            while (runs.Count > options.RunsKept && runs.Last!.Value.Finished is not null)
            {
                runs.RemoveLast();
            }

            queued.Release();
            signal.Raise();
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
