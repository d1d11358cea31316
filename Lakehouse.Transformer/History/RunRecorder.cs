using System.Threading.Channels;
using Lakehouse.Transformer.Lineage;
using Lakehouse.Transformer.Maintenance;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.History;

/// <summary>Writes finished runs down behind the runs' back, several at a time, so that a run never waits for its own history.</summary>
internal sealed class RunRecorder(RunHistory history, OpenLineageEmitter lineage, TransformerOptions options, ILogger<RunRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(10);

    private readonly Channel<Entry> finished = Channel.CreateBounded<Entry>(1000);

    /// <summary>Takes a finished run; waits where a thousand are already waiting.</summary>
    public ValueTask AddAsync(Run run, CancellationToken cancellationToken) => finished.Writer.WriteAsync(new Entry(run, null), cancellationToken);

    /// <summary>Takes what was done for a table; waits where a thousand are already waiting.</summary>
    public ValueTask AddAsync(MaintenanceReport report, CancellationToken cancellationToken) => finished.Writer.WriteAsync(new Entry(null, report), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await finished.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(options.HistoryInterval, stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // What is not written yet is written below.
        }

        using var deadline = new CancellationTokenSource(LastChance);
        await WriteAsync(deadline.Token);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var entries = new List<Entry>();
        while (finished.Reader.TryRead(out var entry))
        {
            entries.Add(entry);
        }

        if (entries.Count == 0)
        {
            return;
        }

        var runs = entries.Select(entry => entry.Run).OfType<Run>().ToList();

        try
        {
            await lineage.EmitAsync(runs, cancellationToken);
            await history.WriteAsync(runs, [.. entries.Select(entry => entry.Maintenance).OfType<MaintenanceReport>()], cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.LogError("The history of {Count} runs ({Runs}) could not be written and is lost: {Reason}", runs.Count, string.Join(", ", runs.Select(run => run.Id)), error.Message);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("The service stopped before the history of {Count} runs ({Runs}) was written", runs.Count, string.Join(", ", runs.Select(run => run.Id)));
        }
    }

    /// <summary>One of the two.</summary>
    private readonly record struct Entry(Run? Run, MaintenanceReport? Maintenance);
}
