using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MovieLens.Source.Database;
using Npgsql;

namespace MovieLens.Source.Traffic;

/// <summary>Changes the database as users do, at a steady rate, until told to stop; outlives restarts of the server.</summary>
internal sealed class UserTraffic(NpgsqlDataSource source, double perSecond, long seed, TimeProvider clock, ILogger logger)
{
    private const int MostPerTransaction = 200;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);

    private readonly Tally tally = new();
    private readonly Pace pace = new(perSecond, clock);
    private Visits? visits;
    private TimeSpan backoff = ShortestBackoff;

    /// <summary>Runs until <paramref name="stop"/>, which is its normal end.</summary>
    /// <returns>What was changed.</returns>
    /// <exception cref="SourceException">The database refuses the changes for a reason that waiting does not mend.</exception>
    public async Task<Tally> RunAsync(CancellationToken stop)
    {
        logger.LogInformation("Traffic: {Rate:N1} changes/s on {Address}", perSecond, ServerAddress.Of(source));
        var began = clock.GetTimestamp();
        using var timer = new PeriodicTimer(ReportEvery, clock);
        var reports = ReportAsync(timer);
        try
        {
            await KeepChangingAsync(stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The normal end. A statement that is cut off may fail in other ways than by cancellation; its transaction is rolled back.
            logger.LogDebug("Traffic was told to stop.");
        }
        finally
        {
            timer.Dispose();
            await reports;
        }

        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        logger.LogInformation(
            "Traffic ended: {Total:N0} changes in {Transactions:N0} transactions, {Rate:N1}/s ({Tally})",
            tally.Total,
            tally.Transactions,
            tally.Total / Math.Max(seconds, 0.001),
            tally);
        return tally;
    }

    private async Task KeepChangingAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await ChangeAsync(stop);
            }
            catch (Exception exception) when (!stop.IsCancellationRequested && exception is NpgsqlException or SocketException or IOException or TimeoutException)
            {
                if (!Transience.MayPass(exception))
                {
                    throw new SourceException(
                        $"The traffic cannot change the {ServerAddress.Of(source)}: {Transience.Reason(exception)}. Were its tables changed? --replace fills it anew.", exception);
                }

                logger.LogWarning("Traffic interrupted ({Reason}): trying again in {Seconds:N1} s", Transience.Reason(exception), backoff.TotalSeconds);
                source.Clear();
                await Task.Delay(backoff, clock, stop);
                backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, LongestBackoff.Ticks));
                pace.Restart();
            }
        }
    }

    private async Task ChangeAsync(CancellationToken stop)
    {
        visits ??= new Visits(await Community.ReadAsync(source, seed, stop), seed, clock);
        await using var connection = await source.OpenConnectionAsync(stop);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var wait = pace.UntilDue();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, stop);
            }

            await CommitAsync(connection, Gather(visits), stop);
            backoff = ShortestBackoff;
        }
    }

    /// <summary>One visit when there is time; several in one transaction when the server is slower than the rate.</summary>
    private List<Change> Gather(Visits visits)
    {
        var most = Math.Min(pace.Due(), MostPerTransaction);
        var changes = new List<Change>();
        do
        {
            changes.AddRange(visits.Next());
        }
        while (changes.Count < most);

        return changes;
    }

    private async Task CommitAsync(NpgsqlConnection connection, List<Change> changes, CancellationToken stop)
    {
        // A batch is one round trip and, without BEGIN, one transaction.
        await using var batch = new NpgsqlBatch(connection);
        foreach (var change in changes)
        {
            batch.BatchCommands.Add(change.ToCommand());
        }

        await batch.ExecuteNonQueryAsync(stop);
        var made = 0;
        for (var i = 0; i < changes.Count; i++)
        {
            if (batch.BatchCommands[i].RecordsAffected > 0)
            {
                made++;
                changes[i].WhenMade?.Invoke();
                tally.Count(changes[i]);
            }
        }

        tally.CountTransaction();
        pace.Made(made);
    }

    private async Task ReportAsync(PeriodicTimer timer)
    {
        var last = 0L;
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var total = tally.Total;
            logger.LogInformation("Traffic: {Rate:N1} changes/s; {Total:N0} since the start", (total - last) / ReportEvery.TotalSeconds, total);
            last = total;
        }
    }
}
