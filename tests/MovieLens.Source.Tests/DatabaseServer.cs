using Lakehouse.LocalPostgres;
using MovieLens.Source.Tests;
using Npgsql;

[assembly: AssemblyFixture(typeof(DatabaseServer))]

namespace MovieLens.Source.Tests;

/// <summary>One Postgres server for all tests of the assembly; every test takes a database of its own.</summary>
public sealed class DatabaseServer : IAsyncLifetime
{
    private PostgresServer? server;

    public async ValueTask InitializeAsync() =>
        server = await PostgresServer.StartAsync(new PostgresServerOptions { Database = "movielens" }, TestContext.Current.CancellationToken);

    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server!.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new TestDatabase(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, IncludeErrorDetail = true }.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
