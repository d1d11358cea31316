using Npgsql;

namespace Lakehouse.Ingestor.Source;

/// <summary>The source's connection string, with the password: it is never logged, <see cref="Description"/> is.</summary>
internal sealed class SourceAddress
{
    /// <summary>Rows come as small messages: with Npgsql's usual 8 KiB there is a system call for every few hundred.</summary>
    private const int ReadBufferBytes = 1 << 17;

    private SourceAddress(string connectionString)
    {
        ConnectionString = connectionString;
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        Description = $"{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}";
    }

    /// <summary>For Npgsql.</summary>
    public string ConnectionString { get; }

    /// <summary>For replication: values are printed as sessions of <see cref="SourceServer"/> print them.</summary>
    public string ReplicationConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Options = "-c datestyle=ISO -c timezone=UTC -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c search_path=pg_catalog -c statement_timeout=0 -c idle_in_transaction_session_timeout=0",
    }.ConnectionString;

    /// <summary><c>user@host:port/database</c>, for messages.</summary>
    public string Description { get; }

    /// <exception cref="InvalidOperationException">There is none, or it is malformed.</exception>
    public static SourceAddress FromConfiguration(IConfiguration configuration, string name)
    {
        var given = configuration.GetConnectionString(name) ?? configuration["Aspire:Npgsql:ConnectionString"];
        if (string.IsNullOrWhiteSpace(given))
        {
            throw new InvalidOperationException($"There is no connection string '{name}'. Set ConnectionStrings:{name} (environment variable ConnectionStrings__{name}) to Host=…;Database=…;Username=…;Password=….");
        }

        try
        {
            return new SourceAddress(Tune(given));
        }
        catch (ArgumentException malformed)
        {
            throw new InvalidOperationException($"The connection string '{name}' is malformed: {malformed.Message} It should read Host=…;Port=…;Database=…;Username=…;Password=….", malformed);
        }
    }

    /// <summary>Sets what the Ingestor needs. A string that cannot be read stays as it is, for <see cref="FromConfiguration"/> to report.</summary>
    public static string? TuneOrLeave(string? connectionString)
    {
        try
        {
            return string.IsNullOrWhiteSpace(connectionString) ? connectionString : Tune(connectionString);
        }
        catch (ArgumentException)
        {
            return connectionString;
        }
    }

    private static string Tune(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "lakehouse-ingestor",
        CommandTimeout = 0, // a COPY takes as long as it takes; a dead server is found by keepalive
        ReadBufferSize = ReadBufferBytes,
        TcpKeepAlive = true,
    }.ConnectionString;
}
