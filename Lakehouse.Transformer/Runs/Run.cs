using System.Collections.Concurrent;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Handover;

namespace Lakehouse.Transformer.Runs;

/// <summary>One pass over new raw files and the models that depend on them. It can be looked at while it goes on.</summary>
internal sealed class Run(RunTrigger trigger, IReadOnlyList<TableReference> tables, RunOptions? options = null)
{
    private readonly ConcurrentDictionary<TableReference, TableReport> reports = new(tables.Select(table => KeyValuePair.Create(table, new TableReport(table.ToString()))));
    private readonly RunSignal signal = new();
    private volatile Progress progress = new(RunState.Queued, null, null);
    private long revision;

    /// <summary>Sorts by time.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    public RunTrigger Trigger { get; } = trigger;

    public RunOptions Options { get; } = options ?? RunOptions.Default;

    public RunState State => progress.State;

    public DateTimeOffset? Started => progress.Started;

    /// <summary>Once it is there, nothing about the run changes any more.</summary>
    public DateTimeOffset? Finished => progress.Finished;

    /// <summary>Completes when something about the run changes next.</summary>
    public Task Changed => signal.Next;

    /// <summary>Called after every change of the run, on the thread that made it.</summary>
    public Action? Raised { get; init; }

    /// <summary>Grows with every change of the run.</summary>
    public long Revision => Volatile.Read(ref revision);

    /// <summary>The tables in the order in which they depend on each other.</summary>
    public IEnumerable<TableReport> Reports => tables.Select(table => reports[table]);

    public TableReport this[TableReference table]
    {
        get => reports[table];
        set
        {
            reports[table] = value;
            Raise();
        }
    }

    /// <summary>What the run is about, in the order in which tables depend on each other.</summary>
    public IReadOnlyList<TableReference> Tables => tables;

    /// <summary>The execution that does the work; null when this service does it.</summary>
    public ExecutionReport? Execution
    {
        get;
        set
        {
            field = value;
            Raise();
        }
    }

    /// <summary>When another run should follow, whatever became of this one; null leaves it to what became of it.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Whether the run is about a table.</summary>
    public bool Has(TableReference table) => reports.ContainsKey(table);

    public void Start()
    {
        progress = new Progress(RunState.Running, DateTimeOffset.UtcNow, null);
        Raise();
    }

    public void Finish(bool cancelled)
    {
        var state = cancelled ? RunState.Cancelled
            : reports.Values.Any(report => report.IsBroken) ? RunState.Failed
            : RunState.Succeeded;
        progress = new Progress(state, Started, DateTimeOffset.UtcNow);
        Raise();
    }

    private void Raise()
    {
        Interlocked.Increment(ref revision);
        signal.Raise();
        Raised?.Invoke();
    }

    /// <summary>One reference, so that nobody sees a run that is finished and still running.</summary>
    private sealed record Progress(RunState State, DateTimeOffset? Started, DateTimeOffset? Finished);
}
