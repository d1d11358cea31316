using Lakehouse.Ingestor.Source;
using Npgsql;
using Npgsql.Replication;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Loading;

/// <summary>A new snapshot, to be imported before this is disposed, and the LSN it belongs to.</summary>
/// <remarks>
/// The snapshot is that of a logical replication slot: it has exactly the transactions that committed before
/// <see cref="Lsn"/>, so that whoever reads changes from there on misses none and sees none twice. The slot is temporary, so nothing
/// holds WAL back once it was imported. See docs/decisions/0060.
/// </remarks>
internal sealed class SnapshotExport : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IAsyncDisposable session;

    private SnapshotExport(string name, NpgsqlLogSequenceNumber lsn, IAsyncDisposable session)
    {
        Name = name;
        Lsn = lsn;
        this.session = session;
    }

    /// <summary>For SET TRANSACTION SNAPSHOT.</summary>
    public string Name { get; }

    /// <summary>Transactions that committed before it are in the snapshot, others are not.</summary>
    public NpgsqlLogSequenceNumber Lsn { get; }

    public static async Task<SnapshotExport> BeginAsync(SourceServer server, ServerIdentity identity, ILogger logger, CancellationToken cancellationToken)
    {
        if (identity.WhyNoChanges is not null)
        {
            return await WithoutSlotAsync(server, identity, cancellationToken);
        }

        var connection = await server.OpenReplicationAsync(asStored: false, cancellationToken);
        try
        {
            var create = connection.CreatePgOutputReplicationSlot(
                $"lakehouse_load_{Guid.NewGuid():N}", temporarySlot: true, LogicalSlotSnapshotInitMode.Export, cancellationToken: cancellationToken);
            await WarnWhenSlowAsync(create, server, logger, cancellationToken);
            var slot = await create;
            return new SnapshotExport(slot.SnapshotName!, slot.ConsistentPoint, connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    /// <summary>The snapshot of an ordinary transaction: consistent, but no stream of changes continues at it.</summary>
    private static async Task<SnapshotExport> WithoutSlotAsync(SourceServer server, ServerIdentity identity, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(cancellationToken);
        try
        {
            var lsn = identity.InRecovery ? "pg_last_wal_replay_lsn()" : "pg_current_wal_insert_lsn()";
            await using var command = new NpgsqlCommand($"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot(), {lsn}", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new SnapshotExport(reader.GetString(0), reader.GetFieldValue<NpgsqlLogSequenceNumber>(1), connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A slot's snapshot waits for every transaction that was writing when it was asked for.</summary>
    private static async Task WarnWhenSlowAsync(Task create, SourceServer server, ILogger logger, CancellationToken cancellationToken)
    {
        if (await Task.WhenAny(create, Task.Delay(Patience, cancellationToken)) == create)
        {
            return;
        }

        await using var connection = await server.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(string_agg(pid::text, ', ' ORDER BY xact_start), 'unknown') FROM pg_stat_activity WHERE backend_xid IS NOT NULL", connection);
        logger.LogWarning("The snapshot waits for older transactions to end; processes {Processes} (see pg_stat_activity)", await command.ExecuteScalarAsync(cancellationToken));
    }
}
