using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Lakehouse.Transformer.Runs;

/// <summary>Runs as they change, for server-sent events. A slow reader misses states in between, never the last one.</summary>
/// <remarks>
/// <code>
/// event: run
/// data: {"id":"01…","state":"running","tables":[…]}
/// </code>
/// A <c>heartbeat</c> comes when nothing has changed for a while, so that proxies keep the connection.
/// </remarks>
internal static class RunEvents
{
    private const string Changed = "run";
    private const string Heartbeat = "heartbeat";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>One run until it is finished, beginning with how it is now.</summary>
    public static async IAsyncEnumerable<SseItem<string>> OfAsync(Run run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = run.Changed;
            var isLast = run.Finished is not null; // asked before it is told: what is told now is how it ended
            yield return Of(run);
            if (isLast)
            {
                yield break;
            }

            while (await WaitAsync(next, cancellationToken) is var silence && silence != Wait.Changed)
            {
                if (silence == Wait.Ended)
                {
                    yield break;
                }

                yield return new SseItem<string>("{}", Heartbeat);
            }
        }
    }

    /// <summary>Every run as it changes, beginning with those that are not finished; without an end.</summary>
    public static async IAsyncEnumerable<SseItem<string>> OfAllAsync(RunQueue queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = queue.Runs.Where(run => run.Finished is not null).ToDictionary(run => run.Id, run => run.Revision);
        while (true)
        {
            var next = queue.Changed;
            var runs = queue.Runs;
            foreach (var run in runs.Reverse())
            {
                var revision = run.Revision;
                if (!told.TryGetValue(run.Id, out var last) || last != revision)
                {
                    told[run.Id] = revision;
                    yield return Of(run);
                }
            }

            foreach (var forgotten in told.Keys.Except(runs.Select(run => run.Id)).ToList())
            {
                told.Remove(forgotten);
            }

            while (await WaitAsync(next, cancellationToken) is var silence && silence != Wait.Changed)
            {
                if (silence == Wait.Ended)
                {
                    yield break;
                }

                yield return new SseItem<string>("{}", Heartbeat);
            }
        }
    }

    private static SseItem<string> Of(Run run) => new(JsonSerializer.Serialize(RunJson.Whole(run), RunJson.Options), Changed);

    private static async Task<Wait> WaitAsync(Task next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(Silence, cancellationToken);
            return Wait.Changed;
        }
        catch (TimeoutException)
        {
            return Wait.Silent;
        }
        catch (OperationCanceledException)
        {
            return Wait.Ended; // the reader left, or the service stops: both are a good end of a stream
        }
    }

    private enum Wait
    {
        Changed,
        Silent,
        Ended,
    }
}
