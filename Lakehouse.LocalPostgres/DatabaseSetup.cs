using Npgsql;

namespace Lakehouse.LocalPostgres;

/// <summary>Waits until a server that is starting answers, and creates its database.</summary>
internal sealed class DatabaseSetup(SupervisedServer server, NpgsqlConnectionStringBuilder target, string dataDirectory, TimeSpan timeout)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="LocalPostgresException">The server ended, does not answer in time, or refuses the password.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Every server has the database "postgres". No pool: tests drop and restart servers on the same port.
        var maintenance = new NpgsqlConnectionStringBuilder(target.ConnectionString) { Database = "postgres", Pooling = false, Timeout = 5 };
        await using var connection = await ConnectAsync(maintenance.ConnectionString, cancellationToken);

        await using var exists = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", connection) { Parameters = { new() { Value = target.Database } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            var name = target.Database!.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(string connectionString, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + timeout;
        while (true)
        {
            if (server.HasExited)
            {
                throw new LocalPostgresException($"The PostgreSQL server on '{dataDirectory}' ended while starting. Its last lines:{Environment.NewLine}{await LastLinesAsync(cancellationToken)}");
            }

            var connection = new NpgsqlConnection(connectionString);
            try
            {
                await connection.OpenAsync(cancellationToken);
                return connection;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                await connection.DisposeAsync();
                throw new LocalPostgresException($"The PostgreSQL server on '{dataDirectory}' was made with another password. Give that one, or delete the data folder to start afresh.", exception);
            }
            catch (NpgsqlException exception) when (DateTime.UtcNow < deadline)
            {
                // Not listening yet, or "the database system is starting up" (57P03).
                await connection.DisposeAsync();
                if (exception is PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow })
                {
                    throw new LocalPostgresException($"The PostgreSQL server on '{dataDirectory}' refuses connections: {exception.Message}", exception);
                }

                await Task.Delay(_pause, cancellationToken);
            }
            catch (NpgsqlException exception)
            {
                await connection.DisposeAsync();
                throw new LocalPostgresException($"The PostgreSQL server on '{dataDirectory}' did not answer within {timeout.TotalSeconds} s ({exception.Message}). Its last lines:{Environment.NewLine}{server.LastLines}", exception);
            }
        }
    }

    /// <summary>The exit of a process is seen before the end of its output; waiting for it ends when both are there.</summary>
    private async Task<string> LastLinesAsync(CancellationToken cancellationToken)
    {
        await server.WaitAsync(cancellationToken);
        return server.LastLines;
    }
}
