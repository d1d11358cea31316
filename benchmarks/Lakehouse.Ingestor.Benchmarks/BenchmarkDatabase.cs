using Lakehouse.LocalPostgres;
using Npgsql;

namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>A temporary server.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly PostgresServer server;

    private BenchmarkDatabase(PostgresServer server)
    {
        this.server = server;
        // The same buffer for both sides of the comparison.
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { ReadBufferSize = 1 << 17, CommandTimeout = 0 });
    }

    public NpgsqlDataSource Source { get; }

    public string ConnectionString => server.ConnectionString;

    /// <summary>For libpq's programs.</summary>
    public string Uri
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"postgresql://{parts.Username}:{System.Uri.EscapeDataString(parts.Password!)}@{parts.Host}:{parts.Port}/{parts.Database}";
        }
    }

    public static async Task<BenchmarkDatabase> StartAsync() => new(await PostgresServer.StartAsync(new PostgresServerOptions()));

    public async Task RunAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await server.DisposeAsync();
    }
}
