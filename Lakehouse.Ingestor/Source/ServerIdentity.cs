using Npgsql;

namespace Lakehouse.Ingestor.Source;

/// <summary>Which database this is, so that files of two databases never mix, and what it can do.</summary>
/// <param name="SystemIdentifier">The cluster's own number, kept by standbys and changed by initdb.</param>
/// <param name="DatabaseOid">The database within the cluster.</param>
/// <param name="Database">Its name.</param>
/// <param name="Version">The server's version as a number: 150018.</param>
/// <param name="WalLevel">The setting; changes can be captured with <c>logical</c>.</param>
/// <param name="InRecovery">It is a standby.</param>
/// <param name="Role">The role that the Ingestor has.</param>
/// <param name="MayReplicate">It may open replication connections.</param>
/// <param name="Encoding">The database's encoding.</param>
internal sealed record ServerIdentity(string SystemIdentifier, uint DatabaseOid, string Database, int Version, string WalLevel, bool InRecovery, string Role, bool MayReplicate, string Encoding)
{
    private const string Query = """
        SELECT (SELECT system_identifier::text FROM pg_control_system()),
               (SELECT oid FROM pg_database WHERE datname = current_database()),
               current_database()::text,
               current_setting('server_version_num')::int,
               current_setting('wal_level'),
               pg_is_in_recovery(),
               current_user::text,
               (SELECT rolsuper OR rolreplication OR EXISTS (
                          SELECT FROM pg_roles WHERE rolname = 'rds_replication' AND pg_has_role(current_user, oid, 'member'))
                  FROM pg_roles WHERE rolname = current_user),
               current_setting('server_encoding')
        """;

    /// <summary>Why a slot cannot be made here, or null when it can.</summary>
    public string? WhyNoChanges =>
        WalLevel != "logical" ? $"the server runs with wal_level={WalLevel}. Set wal_level=logical (on RDS: rds.logical_replication=1) and restart the server"
        : InRecovery ? "the server is a standby. Connect to the primary"
        : !MayReplicate ? $"the role may not replicate. Run ALTER ROLE {TableName.Quote(Role)} REPLICATION (on RDS: GRANT rds_replication TO {TableName.Quote(Role)})"
        : null;

    /// <summary>The server does not know what its texts' bytes mean: they may be no UTF-8, which raw files need.</summary>
    public bool HasUnknownText => Encoding == "SQL_ASCII";

    /// <summary>Asks the server.</summary>
    public static async Task<ServerIdentity> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ServerIdentity(
            reader.GetString(0), reader.GetFieldValue<uint>(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetBoolean(5), reader.GetString(6), reader.GetBoolean(7), reader.GetString(8));
    }
}
