using Lakehouse.LocalPostgres;
using Npgsql;

[assembly: AssemblyFixture(typeof(Lakehouse.Ingestor.Tests.Setup.PostgresFixture))]

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>One server for all tests, with logical WAL; every test has a database of its own.</summary>
public class PostgresFixture : IAsyncLifetime
{
    private static int databases;

    private PostgresServer server = null!;

    /// <summary>Null: whichever is on this machine.</summary>
    protected virtual int? Major => null;

    public string ConnectionString => server.ConnectionString;

    public async ValueTask InitializeAsync() => server = await PostgresServer.StartAsync(new PostgresServerOptions
    {
        Major = Major,
        Settings = new Dictionary<string, string>
        {
            // Every test that captures changes leaves its slot until the server goes.
            ["max_replication_slots"] = "500",
            ["max_wal_senders"] = "40",
            ["max_connections"] = "200",
            // Streamed where a transaction of a few hundred rows is streamed in pieces.
            ["logical_decoding_work_mem"] = "64kB",
            ["max_prepared_transactions"] = "20",
        },
    });

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return server.DisposeAsync();
    }

    /// <summary>A new database, filled by a script.</summary>
    /// <param name="script">SQL.</param>
    /// <param name="options">Of CREATE DATABASE.</param>
    public async Task<TestDatabase> CreateAsync(string script, string options = "")
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using (var admin = new NpgsqlConnection(ConnectionString))
        {
            await admin.OpenAsync();
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name} {options}", admin);
            await create.ExecuteNonQueryAsync();
        }

        var database = new TestDatabase(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString);
        await database.RunAsync(script);
        return database;
    }
}

/// <summary>The same of PostgreSQL 18, which speaks protocol 4 of pgoutput.</summary>
public sealed class Postgres18Fixture : PostgresFixture
{
    protected override int? Major => 18;
}
