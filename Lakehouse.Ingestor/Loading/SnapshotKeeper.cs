using System.Globalization;
using Lakehouse.Ingestor.Source;
using Npgsql;

namespace Lakehouse.Ingestor.Loading;

/// <summary>
/// A session that holds a load's table locks and its snapshot, for a while also when the Ingestor is killed, so that the next
/// start can go on in the same snapshot.
/// </summary>
/// <remarks>
/// The session runs one statement as long as the load takes: a loop that looks once a second whether some Ingestor holds the writer
/// lock of the raw folder, and ends when nobody has held it for the time given, or as soon as somebody else waits for a lock. A
/// server does not notice that a client is gone while it runs a statement. See docs/decisions/0130.
/// </remarks>
internal sealed class SnapshotKeeper : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly TimeSpan hold;
    private readonly long writer;
    private readonly CancellationTokenSource release = new();
    private readonly CancellationTokenSource lost = new();
    private Task keeping = Task.CompletedTask;

    private SnapshotKeeper(NpgsqlConnection connection, TimeSpan hold, long writer)
    {
        this.connection = connection;
        this.hold = hold;
        this.writer = writer;
    }

    /// <summary>For <see cref="TableLocks"/>; no query may run here before <see cref="ImportAsync"/>, it would fix another snapshot.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Cancelled when the session has ended by itself: the locks are gone.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Opens the session and its transaction.</summary>
    public static async Task<SnapshotKeeper> OpenAsync(SourceServer server, Uri folder, TimeSpan hold, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(cancellationToken);
        try
        {
            await using var key = new NpgsqlCommand("SELECT hashtextextended($1, 0)", connection);
            key.Parameters.Add(new NpgsqlParameter { Value = WriterLock.KeyOf(folder) });
            var writer = (long)(await key.ExecuteScalarAsync(cancellationToken))!;
            await using var settings = new NpgsqlCommand($"SET application_name = '{NameOf(writer)}'; {SourceServer.LongTransaction}", connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            await using var begin = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", connection);
            await begin.ExecuteNonQueryAsync(cancellationToken);
            return new SnapshotKeeper(connection, hold, writer);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes over a snapshot that another session exports.</summary>
    /// <returns>The name under which this session exports it again.</returns>
    /// <exception cref="PostgresException">The snapshot is gone.</exception>
    public async Task<string> ImportAsync(string snapshot, CancellationToken cancellationToken)
    {
        await using var import = new NpgsqlCommand($"SET TRANSACTION SNAPSHOT '{snapshot}'; SELECT pg_export_snapshot()", connection);
        return (string)(await import.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Begins to keep, once the snapshot is there.</summary>
    public void Keep() => keeping = hold > TimeSpan.Zero ? KeepAsync() : Task.CompletedTask;

    /// <summary>Ends sessions that a killed Ingestor of the same raw folder left, and with them their locks and snapshots.</summary>
    public async Task EndOthersAsync(SourceServer server, CancellationToken cancellationToken)
    {
        await using var other = await server.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1 AND usename = current_user AND datname = current_database() AND pid <> $2", other);
        command.Parameters.Add(new NpgsqlParameter { Value = NameOf(writer) });
        command.Parameters.Add(new NpgsqlParameter { Value = connection.ProcessID });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The load is over and nobody will want the snapshot again: lets it and the locks go.</summary>
    public async Task ReleaseAsync()
    {
        await release.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Leaves a load that is not over to the server, for the time given.</summary>
    public async ValueTask DisposeAsync()
    {
        if (keeping.IsCompleted)
        {
            await connection.DisposeAsync();
        }
    }

    private static string NameOf(long writer) => string.Create(CultureInfo.InvariantCulture, $"lakehouse-snapshot {writer:x16}");

    private async Task KeepAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand(Loop(), connection);
            await command.ExecuteNonQueryAsync(release.Token);
        }
        catch (Exception ended) when (ended is NpgsqlException or OperationCanceledException or IOException)
        {
            // Released, ended by the next start, or the server has gone: what it means is said by who waits for it.
        }

        if (!release.IsCancellationRequested)
        {
            await lost.CancelAsync();
            await connection.DisposeAsync();
        }
    }

    /// <summary>An advisory lock's 64-bit key stands in pg_locks as two oids.</summary>
    private string Loop() => string.Create(CultureInfo.InvariantCulture, $"""
        DO $$
        DECLARE alive timestamptz := clock_timestamp();
        BEGIN
          WHILE clock_timestamp() - alive < interval '{(long)hold.TotalMilliseconds} milliseconds' LOOP
            IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
                         AND classid = '{(uint)(writer >> 32)}'::oid AND objid = '{(uint)writer}'::oid
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN
              alive := clock_timestamp();
            ELSIF EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))) THEN
              RETURN;
            END IF;
            PERFORM pg_sleep(1);
          END LOOP;
        END $$
        """);
}
