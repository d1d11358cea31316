using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using Npgsql;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>The permanent slot that keeps WAL until its changes are in raw files, and the publication that says of which tables.</summary>
/// <param name="Control">Its record.</param>
/// <param name="Confirmed">Changes that committed before it are not sent any more.</param>
internal sealed record CaptureSlot(SourceControl Control, NpgsqlLogSequenceNumber Confirmed)
{
    private const int LongestName = 63;
    private const int DropAttempts = 50;

    private static readonly TimeSpan DropInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>PostgreSQL 17 can hand slots over to standbys: what is then promoted has it.</summary>
    private const int FailoverVersion = 170000;

    /// <summary>Name of the slot and of the publication.</summary>
    public string Name => Control.Slot;

    /// <summary>Changes that committed from here on are in the slot's stream.</summary>
    public NpgsqlLogSequenceNumber Since => NpgsqlLogSequenceNumber.Parse(Control.SlotLsn);

    /// <summary>
    /// Takes up the slot that the control file records, or makes a new one where there is none or where changes were lost. Tables whose load is
    /// older than a new slot have a gap and must be loaded again.
    /// </summary>
    public static async Task<CaptureSlot> EnsureAsync(NpgsqlConnection connection, ControlStore controls, string source, ServerIdentity identity, Uri folder, ILogger logger, CancellationToken cancellationToken)
    {
        var known = await controls.ReadSourceAsync(cancellationToken);
        var name = known?.Slot ?? NameFor(source, folder);

        // First: while it decodes, Postgres looks for the publication as of the time of each change, and fails for good where a
        // change that is still to be decoded is older than the publication.
        var created = await CreatePublicationAsync(connection, name, identity, cancellationToken);
        var found = await SlotSituation.ReadAsync(connection, name, cancellationToken);
        var lost = created ? "its publication was gone" : await WhyLostAsync(known, found, connection, cancellationToken);
        if (known is not null && lost is null)
        {
            return new CaptureSlot(await OnTimelineAsync(known, found!.Timeline, controls, cancellationToken), found.ConfirmedLsn);
        }

        if (known is not null)
        {
            logger.LogWarning("Changes were lost: {Reason} (slot {Slot}). Every table is loaded again", lost, name);
        }

        if (found is not null)
        {
            await DropAsync(connection, name, cancellationToken);
        }

        var create = identity.Version >= FailoverVersion ? "pg_create_logical_replication_slot($1, 'pgoutput', failover => true)" : "pg_create_logical_replication_slot($1, 'pgoutput')";
        var since = (string)(await ExecuteAsync(connection, $"SELECT lsn::text FROM {create}", name, cancellationToken))!;
        var timeline = (await SlotSituation.ReadAsync(connection, name, cancellationToken))!.Timeline;
        var control = new SourceControl { SystemIdentifier = identity.SystemIdentifier, DatabaseOid = identity.DatabaseOid, Database = identity.Database, Slot = name, SlotLsn = since, Horizon = since, Timeline = timeline };
        await controls.WriteSourceAsync(control, cancellationToken);
        logger.LogInformation("Created the replication slot {Slot} at {Lsn}", name, since);
        return new CaptureSlot(control, NpgsqlLogSequenceNumber.Parse(since));
    }

    /// <summary>Gives the slot up; no error where it is gone already. A session that reads from it may take a moment to end.</summary>
    public static async Task DropAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync(connection, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1", name, cancellationToken);
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse && attempt < DropAttempts)
            {
                await Task.Delay(DropInterval, cancellationToken);
            }
        }
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

    /// <summary>Why the slot's stream does not go on where capture was, or null when it does.</summary>
    private static async Task<string?> WhyLostAsync(SourceControl? known, SlotSituation? found, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (found is null or { Ours: false } or { Lost: true } || known is null)
        {
            return found is null ? "the replication slot is gone" : found.Lost ? $"Postgres has given up the replication slot{(found.Problem is { } why ? $" ({why})" : "")}" : "the replication slot is not this lake's";
        }

        var horizon = known.Horizon is { } text ? NpgsqlLogSequenceNumber.Parse(text) : found.ConfirmedLsn;
        if (found.ConfirmedLsn > horizon)
        {
            return $"the replication slot begins at {found.ConfirmedLsn}, but was left at {horizon} or before: somebody else has read from it, or made it anew";
        }

        if (known.Timeline == 0 || known.Timeline == found.Timeline)
        {
            return null;
        }

        var shared = await Timelines.SharedUntilAsync(connection, known.Timeline, found.Timeline, cancellationToken);
        return shared is { } until && horizon <= until
            ? null
            : shared is null
                ? $"a standby was promoted, and whether it lacks changes that are already in files is not known. Run GRANT pg_read_server_files TO {TableName.Quote(connection.UserName!)} to have that looked up next time"
                : $"a standby was promoted that lacks changes which are already in files (captured up to {horizon}, shared up to {shared})";
    }

    private static async Task<SourceControl> OnTimelineAsync(SourceControl known, uint timeline, ControlStore controls, CancellationToken cancellationToken)
    {
        if (known.Timeline != timeline)
        {
            known = known with { Timeline = timeline };
            await controls.WriteSourceAsync(known, cancellationToken);
        }

        return known;
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
}
