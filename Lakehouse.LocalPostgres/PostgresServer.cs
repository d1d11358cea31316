using Npgsql;

namespace Lakehouse.LocalPostgres;

/// <summary>A running PostgreSQL server on 127.0.0.1 with <c>wal_level=logical</c>. It stops when this is disposed, and also when this process ends in any other way.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SupervisedServer _server;
    private readonly FileLock _lock;
    private readonly string? _temporaryFolder;
    private int _disposed;

    private PostgresServer(SupervisedServer server, FileLock dataLock, string? temporaryFolder, string dataDirectory, string version, string connectionString)
    {
        (_server, _lock, _temporaryFolder) = (server, dataLock, temporaryFolder);
        (DataDirectory, Version, ConnectionString) = (dataDirectory, version, connectionString);
        Exited = server.WaitAsync(CancellationToken.None);
    }

    /// <summary>For Npgsql: leads, as superuser, to <see cref="PostgresServerOptions.Database"/>.</summary>
    public string ConnectionString { get; }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port => new NpgsqlConnectionStringBuilder(ConnectionString).Port;

    /// <summary>The cluster's folder, absolute.</summary>
    public string DataDirectory { get; }

    /// <summary>The server's version, such as <c>15.13</c>.</summary>
    public string Version { get; }

    /// <summary>Ends with the server's exit code when it stops, on its own or not.</summary>
    public Task<int> Exited { get; }

    /// <summary>The newest lines of the server's log.</summary>
    public string LastLogLines => _server.LastLines;

    /// <summary>Finds the binaries (fetching them when need be), makes the cluster when there is none, starts the server, creates the database.</summary>
    /// <exception cref="LocalPostgresException">It is not possible here; the message says what to do.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OperatingSystem.IsWindows())
        {
            throw new LocalPostgresException("A local PostgreSQL server is started on Linux and macOS only. On Windows use WSL or Docker, or give a database that exists: ConnectionStrings__movielens=\"Host=…\".");
        }

        // Short, and in /tmp rather than below a home folder: everybody may enter it.
        var temporary = options.DataDirectory is null ? Directory.CreateTempSubdirectory("lakehouse-pg-").FullName : null;
        try
        {
            return await new ServerStart(options, new DataFolder(options.DataDirectory ?? Path.Combine(temporary!, "data"))).RunAsync(
                (server, dataLock, folder, version, connectionString) => new PostgresServer(server, dataLock, temporary, folder, version, connectionString), cancellationToken);
        }
        catch
        {
            DeleteFolder(temporary);
            throw;
        }
    }

    /// <summary>Stops the server in order, waits until it is gone, and deletes a temporary data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await _server.DisposeAsync();
        await _lock.DisposeAsync();
        DeleteFolder(_temporaryFolder);
    }

    private static void DeleteFolder(string? folder)
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
