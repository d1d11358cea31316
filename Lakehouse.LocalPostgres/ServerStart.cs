using System.Globalization;
using Npgsql;

namespace Lakehouse.LocalPostgres;

/// <summary>The way from a data folder, which may not be there yet, to a server that answers.</summary>
internal sealed class ServerStart(PostgresServerOptions options, DataFolder folder)
{
    private const int PortAttempts = 5;

    private readonly Action<string> _log = options.Log ?? (_ => { });

    private bool Durable => options.Durable ?? options.DataDirectory is not null;

    public async Task<T> RunAsync<T>(Func<SupervisedServer, FileLock, string, string, string, T> result, CancellationToken cancellationToken)
    {
        var dataLock = await folder.LockAsync(options.LockTimeout, cancellationToken);
        try
        {
            await LeftoverServer.StopAsync(folder.Path, _log, cancellationToken);
            if (options.Port is { } asked && !Ports.IsFree(asked))
            {
                throw PortInUse(asked);
            }

            var major = folder.Major();
            var binaries = await BinarySearch.OfThisMachine(options.ToolsDirectory, _log).FindAsync(major ?? options.Major, folder.Path, cancellationToken);
            var user = await UnprivilegedUser.ChooseAsync(binaries, folder.Path, cancellationToken);
            var password = options.Password ?? folder.KeptPassword();
            _log($"PostgreSQL {binaries.Version} ({binaries.FoundBy}: {binaries.Folder})");
            if (major is null)
            {
                _log($"Making the data folder {folder.Path} …");
                await folder.InitializeAsync(binaries, user, options.Username, password, Durable, cancellationToken);
            }

            var (server, connectionString) = await StartAsync(binaries, user, password, cancellationToken);
            return result(server, dataLock, folder.Path, binaries.Version, connectionString);
        }
        catch
        {
            await dataLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Between finding a port free and using it somebody else can take it; then another one is tried, unless it was asked for.</summary>
    private async Task<(SupervisedServer Server, string ConnectionString)> StartAsync(PostgresBinaries binaries, UnprivilegedUser user, string password, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port ?? Ports.Free();
            var connection = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = options.Username, Password = password, Database = options.Database };
            var server = SupervisedServer.Start([.. user.Command, binaries.Postgres, "-D", folder.Path, .. Settings(port)], _log);
            try
            {
                await new DatabaseSetup(server, connection, folder.Path, options.StartTimeout).RunAsync(cancellationToken);
                return (server, connection.ConnectionString);
            }
            catch (Exception exception)
            {
                await server.DisposeAsync();
                if (exception is not LocalPostgresException || !server.LastLines.Contains("Address already in use", StringComparison.Ordinal))
                {
                    throw;
                }

                if (options.Port is not null || attempt == PortAttempts)
                {
                    throw PortInUse(port);
                }
            }
        }
    }

    private IEnumerable<string> Settings(int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "", // Paths of sockets are limited to about 100 bytes; nobody needs one.
            ["wal_level"] = "logical",
            ["max_replication_slots"] = "20",
            ["max_wal_senders"] = "20",
            ["logging_collector"] = "off",
            ["log_destination"] = "stderr",
            ["log_line_prefix"] = "",
            ["log_checkpoints"] = "off",
            ["lc_messages"] = "C",
        };
        if (!Durable)
        {
            settings["fsync"] = settings["synchronous_commit"] = settings["full_page_writes"] = "off";
        }

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
    }

    private static LocalPostgresException PortInUse(int port) =>
        new($"Port {port} of 127.0.0.1, on which PostgreSQL was to listen, is in use by another program. Stop that program, or give another port.");
}
