using Npgsql;
using Npgsql.Replication;

namespace Lakehouse.Ingestor.Source;

/// <summary>Opens connections to the source.</summary>
/// <param name="dataSource">The service's data source.</param>
/// <param name="address">The same with the password, which a data source does not give back: for replication.</param>
internal sealed class SourceServer(NpgsqlDataSource dataSource, SourceAddress address)
{
    /// <summary>What prints values must not depend on how the server or the role is set up.</summary>
    private const string Session = """
        SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET row_security = off; SET search_path = pg_catalog;
        SET DateStyle = 'ISO'; SET TimeZone = 'UTC'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'
        """;

    /// <summary>
    /// To be run before a transaction that takes as long as a load. Both settings are younger than the oldest server: one ends
    /// long transactions, the other a statement whose client is gone.
    /// </summary>
    public const string LongTransaction = "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('transaction_timeout', 'client_connection_check_interval')";

    /// <summary><c>user@host:port/database</c>, for messages.</summary>
    public string Description => address.Description;

    /// <summary>A connection whose session prints values in the one way that the decoders expect.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(Session, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A replication connection.</summary>
    /// <param name="asStored">Texts come as they are stored, for the caller to check: Postgres otherwise ends the stream at one that it cannot send as UTF-8.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<LogicalReplicationConnection> OpenReplicationAsync(bool asStored, CancellationToken cancellationToken)
    {
        var parts = await ReplicationAddressAsync(cancellationToken);
        parts.ClientEncoding = asStored ? "SQL_ASCII" : parts.ClientEncoding;
        var connection = new LogicalReplicationConnection(parts.ConnectionString);
        try
        {
            await connection.Open(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Of several hosts (<c>Host=a,b;Target Session Attributes=primary</c>) the one that ordinary connections lead to: Npgsql replicates from one host only.</summary>
    private async Task<NpgsqlConnectionStringBuilder> ReplicationAddressAsync(CancellationToken cancellationToken)
    {
        var parts = new NpgsqlConnectionStringBuilder(address.ReplicationConnectionString);
        if (parts.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            await using var chosen = await dataSource.OpenConnectionAsync(cancellationToken);
            (parts.Host, parts.Port, parts.TargetSessionAttributes) = (chosen.Host, chosen.Port, null);
        }

        return parts;
    }
}
