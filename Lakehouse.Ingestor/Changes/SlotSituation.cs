using Npgsql;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>A slot as <c>pg_replication_slots</c> has it.</summary>
/// <param name="Ours">It is a logical slot of this database with pgoutput.</param>
/// <param name="Lost">Postgres has given it up (<c>max_slot_wal_keep_size</c>, a timeout, a lower <c>wal_level</c>).</param>
/// <param name="ConfirmedLsn">Its changes begin there.</param>
/// <param name="ConfirmedBytes">WAL from there on.</param>
/// <param name="RetainedBytes">WAL that it keeps on the server, which also depends on the oldest transaction in progress.</param>
/// <param name="CurrentLsn">The server's end of WAL.</param>
/// <param name="Timeline">The server's timeline.</param>
/// <param name="Problem">Of a lost slot the reason that Postgres gives, where it gives one.</param>
internal sealed record SlotSituation(
    bool Ours, bool Lost, NpgsqlLogSequenceNumber ConfirmedLsn, long ConfirmedBytes, long RetainedBytes, NpgsqlLogSequenceNumber CurrentLsn, uint Timeline, string? Problem)
{
    // Columns that younger servers have are looked up by name in JSON. A file of WAL is named after its timeline: 8 hexadecimal digits.
    private const string Query = """
        SELECT s.plugin = 'pgoutput' AND s.database = current_database(), coalesce(to_jsonb(s) ->> 'wal_status', '') = 'lost',
               coalesce(s.confirmed_flush_lsn, '0/0'), pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(s.confirmed_flush_lsn, pg_current_wal_lsn()))::bigint,
               pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(s.restart_lsn, pg_current_wal_lsn()))::bigint, pg_current_wal_lsn(),
               ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int, to_jsonb(s) ->> 'invalidation_reason'
          FROM pg_replication_slots s WHERE s.slot_name = $1
        """;

    /// <summary>Asks the server; null where there is no such slot.</summary>
    public static async Task<SlotSituation?> ReadAsync(NpgsqlConnection connection, string slot, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = slot });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SlotSituation(
                reader.GetBoolean(0), reader.GetBoolean(1), reader.GetFieldValue<NpgsqlLogSequenceNumber>(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetFieldValue<NpgsqlLogSequenceNumber>(5), (uint)reader.GetInt32(6), await reader.IsDBNullAsync(7, cancellationToken) ? null : reader.GetString(7))
            : null;
    }
}
