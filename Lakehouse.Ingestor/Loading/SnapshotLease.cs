using Lakehouse.Ingestor.Source;
using Npgsql;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Loading;

/// <summary>One view of all tables, which several sessions can import, and the LSN it belongs to.</summary>
internal sealed class SnapshotLease
{
    /// <summary>A killed load goes on after the rows that it has: a table must be read in the same order again.</summary>
    private const string HeapOrder =
        "SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0; SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off";

    private readonly SnapshotKeeper keeper;

    private SnapshotLease(SnapshotKeeper keeper, string name, NpgsqlLogSequenceNumber lsn, DateTimeOffset time)
    {
        this.keeper = keeper;
        Name = name;
        Lsn = lsn;
        Time = time;
    }

    /// <summary>For SET TRANSACTION SNAPSHOT.</summary>
    public string Name { get; }

    /// <summary>Transactions that committed before it are in the snapshot, others are not.</summary>
    public NpgsqlLogSequenceNumber Lsn { get; }

    /// <summary>When it was taken, by the server's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Cancelled when the session that holds the locks has ended.</summary>
    public CancellationToken Lost => keeper.Lost;

    /// <summary>Takes a snapshot for a session that has locked the tables already, see <see cref="TableLocks"/>.</summary>
    public static async Task<SnapshotLease> TakeAsync(SnapshotKeeper keeper, SourceServer server, ServerIdentity identity, ILogger logger, CancellationToken cancellationToken)
    {
        await using var export = await SnapshotExport.BeginAsync(server, identity, logger, cancellationToken);
        var name = await keeper.ImportAsync(export.Name, cancellationToken);
        await using var session = await server.OpenAsync(cancellationToken);
        await using var clock = new NpgsqlCommand("SELECT clock_timestamp()", session);
        var time = (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;
        return Begin(keeper, name, export.Lsn, new DateTimeOffset(time, TimeSpan.Zero));
    }

    /// <summary>
    /// Goes on in the snapshot of a load that was killed, where it still exists. Whoever exports it has held the tables' locks all
    /// the time, and <paramref name="keeper"/> has them too by now.
    /// </summary>
    /// <returns>Null where the snapshot is gone.</returns>
    public static async Task<SnapshotLease?> ResumeAsync(SnapshotKeeper keeper, string snapshot, NpgsqlLogSequenceNumber lsn, DateTimeOffset time, CancellationToken cancellationToken)
    {
        try
        {
            return Begin(keeper, await keeper.ImportAsync(snapshot, cancellationToken), lsn, time);
        }
        catch (PostgresException gone) when (!SourceErrors.IsConnection(gone))
        {
            return null;
        }
    }

    /// <summary>A session that sees the snapshot and reads a table's rows in the order of the heap.</summary>
    public async Task<NpgsqlConnection> OpenSessionAsync(SourceServer server, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(cancellationToken);
        try
        {
            await using var settings = new NpgsqlCommand($"{HeapOrder}; {SourceServer.LongTransaction}", connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            await using var begin = new NpgsqlCommand($"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{Name}'", connection);
            await begin.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static SnapshotLease Begin(SnapshotKeeper keeper, string name, NpgsqlLogSequenceNumber lsn, DateTimeOffset time)
    {
        keeper.Keep();
        return new SnapshotLease(keeper, name, lsn, time);
    }
}
