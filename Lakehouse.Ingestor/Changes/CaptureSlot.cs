using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using Npgsql;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>The permanent slot that keeps WAL until its changes are in raw files, and the publication that says of which tables.</summary>
/// <param name="Name">Name of the slot and of the publication.</param>
/// <param name="Since">Changes that committed from here on are in the slot's stream.</param>
internal sealed record CaptureSlot(string Name, NpgsqlLogSequenceNumber Since)
{
    private const int LongestName = 63;

    /// <summary>
    /// Takes up the slot that the control file records, or makes a new one where there is none, or where Postgres has given it up
    /// (max_slot_wal_keep_size). Tables whose load is older than a new slot have a gap and must be loaded again.
    /// </summary>
    public static async Task<CaptureSlot> EnsureAsync(NpgsqlConnection connection, ControlStore controls, string source, ServerIdentity identity, Uri folder, ILogger logger, CancellationToken cancellationToken)
    {
        var known = await controls.ReadSourceAsync(cancellationToken);
        var name = known?.Slot ?? NameFor(source, folder);

        // First: while it decodes, Postgres looks for the publication as of the time of each change, and fails for good where a
        // change that is still to be decoded is older than the publication.
        var created = await CreatePublicationAsync(connection, name, identity, cancellationToken);
        var state = await StateAsync(connection, name, cancellationToken);
        state = created && state == SlotState.Usable ? SlotState.Unusable : state;
        if (known is not null && state == SlotState.Usable)
        {
            return new CaptureSlot(name, NpgsqlLogSequenceNumber.Parse(known.SlotLsn));
        }

        if (known is not null)
        {
            logger.LogWarning("The replication slot {Slot} is {State}: changes were lost. Every table is loaded again", name, state == SlotState.Missing ? "gone" : "invalidated");
        }

        if (state != SlotState.Missing)
        {
            await ExecuteAsync(connection, "SELECT pg_drop_replication_slot($1)", name, cancellationToken);
        }

        var since = NpgsqlLogSequenceNumber.Parse((string)(await ExecuteAsync(connection, "SELECT lsn::text FROM pg_create_logical_replication_slot($1, 'pgoutput')", name, cancellationToken))!);
        await controls.WriteSourceAsync(
            new SourceControl { SystemIdentifier = identity.SystemIdentifier, DatabaseOid = identity.DatabaseOid, Database = identity.Database, Slot = name, SlotLsn = since.ToString() },
            cancellationToken);
        logger.LogInformation("Created the replication slot {Slot} at {Lsn}", name, since);
        return new CaptureSlot(name, since);
    }

    /// <summary>
    /// Brings the publication's list of tables up to date. Tables must be published before the snapshot of their load is taken.
    /// </summary>
    public async Task<PublicationChange> PublishAsync(NpgsqlConnection connection, IReadOnlyList<TableName> tables, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<TableName, string>();
        var wanted = tables.ToHashSet();
        var published = await PublishedAsync(connection, cancellationToken);
        foreach (var table in published.Except(wanted))
        {
            await ExecuteAsync(connection, $"ALTER PUBLICATION {TableName.Quote(Name)} DROP TABLE {table.Sql}", null, cancellationToken);
        }

        wanted.ExceptWith(published);
        foreach (var table in wanted)
        {
            try
            {
                await ExecuteAsync(connection, $"ALTER PUBLICATION {TableName.Quote(Name)} ADD TABLE {table.Sql}", null, cancellationToken);
            }
            catch (PostgresException error) when (!SourceErrors.IsConnection(error))
            {
                refused[table] = $"changes are not captured: {error.MessageText}. The table's owner can run ALTER PUBLICATION {TableName.Quote(Name)} ADD TABLE {table.Sql}";
            }
        }

        wanted.ExceptWith(refused.Keys);
        return new PublicationChange(wanted, refused);
    }

    /// <summary>The folder is part of the name: two lakes may take from one source, each by its own slot.</summary>
    private static string NameFor(string source, Uri folder)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.AbsoluteUri)))[..8];
        var readable = string.Concat(source.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return string.Create(CultureInfo.InvariantCulture, $"lakehouse_{readable[..Math.Min(readable.Length, LongestName - 20)]}_{hash}");
    }

    private static async Task<bool> CreatePublicationAsync(NpgsqlConnection connection, string name, ServerIdentity identity, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(connection, "SELECT 1 FROM pg_publication WHERE pubname = $1", name, cancellationToken) is not null)
        {
            return false;
        }

        var root = identity.Version >= 130000 ? " WITH (publish_via_partition_root = true)" : "";
        await ExecuteAsync(connection, $"CREATE PUBLICATION {TableName.Quote(name)}{root}", null, cancellationToken);
        return true;
    }

    private static async Task<SlotState> StateAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        // wal_status came with version 13; before it a slot cannot be given up.
        const string Query = "SELECT coalesce(to_jsonb(s) ->> 'wal_status', '') = 'lost' OR plugin <> 'pgoutput' OR database <> current_database() FROM pg_replication_slots s WHERE slot_name = $1";
        return await ExecuteAsync(connection, Query, name, cancellationToken) switch
        {
            null => SlotState.Missing,
            true => SlotState.Unusable,
            _ => SlotState.Usable,
        };
    }

    private async Task<HashSet<TableName>> PublishedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT n.nspname::text, c.relname::text FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.pubname = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new HashSet<TableName>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(new TableName(reader.GetString(0), reader.GetString(1)));
        }

        return tables;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, string? parameter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (parameter is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private enum SlotState
    {
        Missing,
        Usable,
        Unusable,
    }
}
