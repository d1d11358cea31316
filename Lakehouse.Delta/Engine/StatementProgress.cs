namespace Lakehouse.Delta.Engine;

/// <summary>Follows a statement while it runs, and adds its part of the bytes to a step as DuckDB gets on with it.</summary>
internal sealed class StatementProgress : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly DuckDbEngine engine;
    private readonly StepProgress progress;
    private readonly long bytes;
    private readonly CancellationTokenSource ended = new();
    private readonly Task following;
    private long reported;

    private StatementProgress(DuckDbEngine engine, StepProgress progress, long bytes)
    {
        this.engine = engine;
        this.progress = progress;
        this.bytes = bytes;
        following = progress.IsWatched ? FollowAsync() : Task.CompletedTask;
    }

    /// <summary>Follows the statements that run on an engine until it is disposed.</summary>
    /// <param name="engine">The connection; nothing else runs on it.</param>
    /// <param name="progress">What is told.</param>
    /// <param name="bytes">What the statement works on.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    public static async Task<StatementProgress> StartAsync(DuckDbEngine engine, StepProgress progress, long bytes, CancellationToken cancellationToken)
    {
        if (progress.IsWatched)
        {
            await engine.ExecuteAsync("SET enable_progress_bar = true; SET enable_progress_bar_print = false", cancellationToken).ConfigureAwait(false);
        }

        return new StatementProgress(engine, progress, bytes);
    }

    /// <summary>The statement has done all of it.</summary>
    /// <param name="units">Units that are done with it.</param>
    public void Complete(long units)
    {
        var rest = bytes - Interlocked.Exchange(ref reported, bytes);
        progress.Add(units, rest);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(false);
        ended.Dispose();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token).ConfigureAwait(false))
            {
                Advance(engine.Connection.GetQueryProgress().Percentage / 100);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>DuckDB says -1 while it does not know; between two statements it begins anew, which must not take anything back.</summary>
    private void Advance(double fraction)
    {
        var now = (long)(bytes * Math.Clamp(fraction, 0, 1));
        var before = Interlocked.Read(ref reported);
        if (now > before && Interlocked.CompareExchange(ref reported, now, before) == before)
        {
            progress.Add(0, now - before);
        }
    }
}
