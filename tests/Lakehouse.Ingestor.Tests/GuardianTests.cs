using System.Net;
using System.Text.Json;
using Lakehouse.Ingestor.Tests.Setup;
using Lakehouse.LocalPostgres;
using Npgsql;

namespace Lakehouse.Ingestor.Tests;

public sealed class GuardianTests(PostgresFixture postgres)
{
    private const string Films = "CREATE TABLE films (id int PRIMARY KEY, title text); INSERT INTO films SELECT i, 'film ' || i FROM generate_series(1, 100) i";

    private static readonly string[] Columns = ["id", "title"];

    [Fact]
    public async Task The_slot_is_reported_with_its_lag()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["films"]);
        await database.RunAsync("INSERT INTO films VALUES (1000, 'new')");
        await Poll.UntilAsync(async () =>
        {
            using var answer = await ingestor.Client.GetAsync(new Uri("/slot", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }

            var slot = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.StartsWith("lakehouse_test_", slot.GetProperty("slot").GetString(), StringComparison.Ordinal);
            Assert.Equal("keep", slot.GetProperty("limitAction").GetString());
            return slot.GetProperty("state").GetString() == "healthy" && slot.GetProperty("retainedBytes").GetInt64() >= slot.GetProperty("lagBytes").GetInt64();
        });
    }

    [Fact]
    public async Task Beyond_the_budget_it_warns_and_keeps_or_gives_the_slot_up_as_configured()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using (await Capturing.StartAsync(database, lake, ["films"]))
        {
        }

        await database.RunAsync("INSERT INTO films SELECT i, repeat('x', 100) FROM generate_series(1001, 6000) i; DELETE FROM films WHERE id < 50");
        const string Budget = "--Ingestor:SlotBudgetBytes=100000";
        await using (var keeps = await Capturing.StartAsync(database, lake, ["films"], Budget))
        {
            await Poll.UntilAsync(() => keeps.Log.Contains("of 100,000 that are allowed"));
            await Sameness.UntilAsync(database, lake, "films", 1, Columns);
            Assert.False(keeps.Log.Contains("Changes were lost"));
        }

        await database.RunAsync("INSERT INTO films SELECT i, repeat('x', 100) FROM generate_series(10001, 16000) i; DELETE FROM films WHERE id < 70");
        // It publishes late, so that the guardian looks before capture has caught up.
        await using var resyncs = await Capturing.StartAsync(database, lake, ["films"], Budget, "--Ingestor:SlotLimitAction=resync", "--Ingestor:ChangeInterval=00:01:00");
        await Poll.UntilAsync(() => resyncs.Log.Contains("is given up"));
        await resyncs.UntilLoadedAsync("films");
        await Sameness.UntilAsync(database, lake, "films", 1, Columns);
        Assert.Equal([["1"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("films")} WHERE Op = 'T'"));
    }

    [Fact]
    public async Task A_slot_that_was_made_anew_under_its_name_is_noticed()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using (await Capturing.StartAsync(database, lake, ["films"]))
        {
        }

        await Poll.UntilAsync(async () => (await database.TextAsync("SELECT active FROM pg_replication_slots WHERE database = current_database()"))[0][0] == "f");
        var slot = (await database.TextAsync("SELECT slot_name FROM pg_replication_slots WHERE database = current_database()"))[0][0];
        await database.RunAsync("DELETE FROM films WHERE id < 50");
        await database.RunAsync($"SELECT pg_drop_replication_slot('{slot}')");
        await database.RunAsync($"SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')");

        await using var ingestor = await Capturing.StartAsync(database, lake, ["films"]);
        await Sameness.UntilAsync(database, lake, "films", 1, Columns);
        Assert.True(ingestor.Log.Contains("made it anew"));
    }

    [Fact]
    public async Task A_slot_that_Postgres_has_given_up_means_a_clean_resynchronisation()
    {
        await using var server = await PostgresServer.StartAsync(
            new PostgresServerOptions { Settings = new Dictionary<string, string> { ["max_slot_wal_keep_size"] = "1MB", ["min_wal_size"] = "32MB", ["max_wal_size"] = "48MB" } }, TestContext.Current.CancellationToken);
        var database = new TestDatabase(server.ConnectionString);
        await database.RunAsync(Films);
        using var lake = new TemporaryLake();
        await using (await Capturing.StartAsync(database, lake, ["films"]))
        {
        }

        await database.RunAsync("DELETE FROM films WHERE id < 50");
        await Poll.UntilAsync(async () =>
        {
            await database.RunAsync("INSERT INTO films SELECT i, repeat('x', 500) FROM generate_series(1001, 11000) i; DELETE FROM films WHERE id > 1000; SELECT pg_switch_wal(); CHECKPOINT".Replace("; CHECKPOINT", "", StringComparison.Ordinal));
            await database.RunAsync("CHECKPOINT");
            return (await database.TextAsync("SELECT wal_status FROM pg_replication_slots"))[0][0] == "lost";
        });

        await using var ingestor = await Capturing.StartAsync(database, lake, ["films"]);
        await database.RunAsync("INSERT INTO films VALUES (500, 'after')");
        await Sameness.UntilAsync(database, lake, "films", 1, Columns);
        Assert.True(ingestor.Log.Contains("Postgres has given up the replication slot"));
    }

    [Fact]
    public async Task An_idle_database_lets_go_of_the_WAL_that_others_write()
    {
        var database = await postgres.CreateAsync(Films);
        var busy = await postgres.CreateAsync("CREATE TABLE noise (id int)");
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["films"]);
        await busy.RunAsync("INSERT INTO noise SELECT generate_series(1, 50000)");
        var target = (await busy.TextAsync("SELECT pg_current_wal_lsn()"))[0][0];

        await Poll.UntilAsync(async () => (await database.TextAsync($"SELECT confirmed_flush_lsn >= '{target}' FROM pg_replication_slots WHERE database = current_database()"))[0][0] == "t");
        Assert.Single(lake.Raw.Files("films"));
    }

    [Fact]
    public async Task A_heartbeat_goes_through_the_idle_database_and_its_lack_of_rights_is_said_with_the_statement_that_ends_it()
    {
        var database = await postgres.CreateAsync("REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, text) FROM PUBLIC");
        var busy = await postgres.CreateAsync("CREATE TABLE noise (id int)");
        var role = $"ingestor_{Guid.NewGuid():N}";
        await database.RunAsync($"CREATE ROLE {role} LOGIN REPLICATION PASSWORD 'p'; CREATE SCHEMA own AUTHORIZATION {role}; SET ROLE {role}; CREATE TABLE own.films (id int PRIMARY KEY)");
        await database.RunAsync($"DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO {role}', current_database()); END $$");
        await database.RunAsync("SELECT pg_create_logical_replication_slot('peer_' || current_database(), 'test_decoding')");
        var least = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "p" }.ConnectionString;
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(least, lake.Path, TestDatabase.Capture, "--Source:Schemas:0=own", "--Ingestor:GuardInterval=00:00:00.100");
        await Poll.UntilAsync(() => ingestor.Log.Contains("Capturing changes"));

        // Others write without a pause: what is confirmed stands while there is more.
        await UntilAsync(() => Task.FromResult(ingestor.Log.Contains("No heartbeat for slot")));
        var statement = ingestor.Log.ToString().Split("No heartbeat for slot")[1].Split("Run ")[1].Split('\n')[0];
        Assert.Empty(await HeartbeatsAsync());
        await database.RunAsync(statement);
        await using var again = await RestartAsync();
        await UntilAsync(async () => (await HeartbeatsAsync()).Count > 0);

        Task<IReadOnlyList<string?[]>> HeartbeatsAsync() => database.TextAsync("SELECT data FROM pg_logical_slot_peek_changes('peer_' || current_database(), NULL, NULL) WHERE data LIKE '%prefix: lakehouse%heartbeat%'");
        Task UntilAsync(Func<Task<bool>> condition) => Poll.UntilAsync(async () =>
        {
            await busy.RunAsync("INSERT INTO noise SELECT generate_series(1, 1000)");
            return await condition();
        });
        async Task<RunningIngestor> RestartAsync()
        {
            await ingestor.DisposeAsync();
            return await RunningIngestor.StartAsync(least, lake.Path, TestDatabase.Capture, "--Source:Schemas:0=own", "--Ingestor:GuardInterval=00:00:00.100");
        }
    }
}
