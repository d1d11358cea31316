using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Runs;

/// <summary>Asks for a run when raw has a file that it had not before. Looks at once when a local folder changes, and else by poll.</summary>
internal sealed class RawMonitor(Pipeline pipeline, Lake lake, TableStager stager, RunQueue queue, TransformerOptions options, ILogger<RawMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan LocalInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RemoteInterval = TimeSpan.FromSeconds(5);

    private readonly TimeSpan interval = options.PollInterval ?? (lake.Raw.IsFile ? LocalInterval : RemoteInterval);
    private readonly Dictionary<string, long> newest = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = LocalChanges.Watch(lake.Raw, logger);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await HasNewFilesAsync(stoppingToken))
                {
                    queue.Request(RunTrigger.NewFiles);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                logger.LogWarning("Cannot look for new raw files in {Raw}: {Reason} Trying again.", lake.Raw, error.Message);
            }

            await changes.WaitAsync(interval, stoppingToken);
        }
    }

    private async Task<bool> HasNewFilesAsync(CancellationToken cancellationToken)
    {
        var found = false;
        foreach (var table in pipeline.Staged)
        {
            var seen = newest.TryGetValue(table.Name, out var number) ? number : (long?)null;
            var files = await stager.NewFilesAsync(table, seen, cancellationToken);
            if (files.Count > 0)
            {
                newest[table.Name] = files[^1].Number;
                found = true;
            }
        }

        return found;
    }
}
