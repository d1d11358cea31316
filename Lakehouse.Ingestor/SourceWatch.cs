using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using Npgsql;

namespace Lakehouse.Ingestor;

/// <summary>Looks, while changes are captured, whether the source's tables are still those of the plan, and whether somebody wants one loaded again.</summary>
internal sealed class SourceWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;
    private readonly string expected;

    public SourceWatch(SourceServer server, TableSelection selection, IReadOnlyList<SourceTable> tables, ReloadRequests reloads, TimeSpan interval, ILogger logger)
    {
        expected = Summary(tables);
        watching = Task.Run(() => WatchAsync(server, selection, reloads, interval, logger));
    }

    /// <summary>A table came, went, was made anew, can be captured now or no more, or shall be loaded again.</summary>
    public bool HasNews { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    private static string Summary(IReadOnlyList<SourceTable> tables) => string.Join('\n', tables.Select(table => $"{table.Name} {table.Oid} {table.Refusal} {table.CaptureRefusal}"));

    private async Task WatchAsync(SourceServer server, TableSelection selection, ReloadRequests reloads, TimeSpan interval, ILogger logger)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (!HasNews && await timer.WaitForNextTickAsync(stop.Token))
            {
                await using var connection = await server.OpenAsync(stop.Token);
                HasNews = Summary(await SourceCatalog.ReadAsync(connection, selection, stop.Token)) != expected || (await reloads.ListAsync(stop.Token)).Count > 0;
            }
        }
        catch (OperationCanceledException)
        {
            // Capture has ended.
        }
        catch (NpgsqlException error)
        {
            // Capture's own connection decides whether the source is gone; the next pass looks again.
            logger.LogWarning("Could not look for new tables: {Reason}", SourceErrors.Explain(error, server.Description));
            HasNews = true;
        }
    }
}
