using Npgsql;

namespace Lakehouse.Ingestor.Source;

/// <summary>Keeps a second Ingestor of the same raw folder waiting: an advisory lock that ends with its session, which is watched.</summary>
internal sealed class WriterLock : IAsyncDisposable
{
    private const string AskFor = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))";

    /// <summary>A server whose client's machine is gone notices within 25 s, and this side within 12 s that the server is: the lock is never free while its holder writes.</summary>
    private const string NoticeLoss = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);
    private const int AnswerSeconds = 10;

    private readonly NpgsqlConnection connection;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;

    private WriterLock(NpgsqlConnection connection)
    {
        this.connection = connection;
        watching = Task.Run(WatchAsync);
    }

    /// <summary>The lock's session has ended: another Ingestor may be writing.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>What the lock's key is the hash of (<c>hashtextextended(…, 0)</c>).</summary>
    public static string KeyOf(Uri folder) => $"lakehouse-ingestor {folder}";

    /// <summary>Waits until the lock is free.</summary>
    /// <param name="server">The source.</param>
    /// <param name="folder">The raw folder.</param>
    /// <param name="waits">Called once when another Ingestor holds it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<WriterLock> AcquireAsync(SourceServer server, Uri folder, Action waits, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(cancellationToken);
        try
        {
            await using var settings = new NpgsqlCommand(NoticeLoss, connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            await using var command = new NpgsqlCommand(AskFor, connection);
            command.Parameters.Add(new NpgsqlParameter { Value = KeyOf(folder) });
            for (var told = false; !(bool)(await command.ExecuteScalarAsync(cancellationToken))!; told = true)
            {
                if (!told)
                {
                    waits();
                }

                await Task.Delay(RetryInterval, cancellationToken);
            }

            return new WriterLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that the lock is still held, before something is published.</summary>
    /// <exception cref="NpgsqlException">It is not: its session has ended.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var alive = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = AnswerSeconds };
            await alive.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            await lost.CancelAsync();
            throw new NpgsqlException("The session that keeps other Ingestors waiting has ended, so that another may have taken over.", gone);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        try
        {
            // Closing gives the session back to the pool, which keeps it, and would keep the lock.
            await using var unlock = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // The session has ended, and the lock with it.
        }

        await connection.DisposeAsync();
        lost.Dispose();
        stop.Dispose();
        turn.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(WatchInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                await ConfirmAsync(stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or NpgsqlException)
        {
            // Given back, or lost: whoever holds it is told by Lost.
        }
    }
}
