using System.Threading.Channels;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.History;

/// <summary>Writes finished runs down behind the runs' back, several at a time, so that a run never waits for its own history.</summary>
internal sealed class RunRecorder(RunHistory history, TransformerOptions options, ILogger<RunRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(10);

    private readonly Channel<Run> finished = Channel.CreateBounded<Run>(1000);

    /// <summary>Takes a finished run; waits where a thousand are already waiting.</summary>
    public ValueTask AddAsync(Run run, CancellationToken cancellationToken) => finished.Writer.WriteAsync(run, cancellationToken);

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
        var runs = new List<Run>();
        while (finished.Reader.TryRead(out var run))
        {
            runs.Add(run);
        }

        if (runs.Count == 0)
        {
            return;
        }

        try
        {
            await history.WriteAsync(runs, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.LogError("The history of {Count} runs ({First} to {Last}) could not be written and is lost: {Reason}", runs.Count, runs[0].Id, runs[^1].Id, error.Message);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("The service stopped before the history of {Count} runs ({First} to {Last}) was written", runs.Count, runs[0].Id, runs[^1].Id);
        }
    }
}
