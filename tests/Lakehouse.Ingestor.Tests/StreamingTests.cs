using Lakehouse.Ingestor.Tests.Setup;
using Npgsql;

namespace Lakehouse.Ingestor.Tests;

/// <summary>On this machine's server.</summary>
public sealed class StreamingTests(PostgresFixture postgres) : StreamedTransactions(postgres);

/// <summary>On the newest.</summary>
public sealed class StreamingOn18Tests(Postgres18Fixture postgres) : StreamedTransactions(postgres), IClassFixture<Postgres18Fixture>;

/// <summary>Large transactions that the server sends while they run: the test servers do so from 64 KiB of changes on.</summary>
public abstract class StreamedTransactions(PostgresFixture postgres)
{
    private const string Rows = "CREATE TABLE rows (id int PRIMARY KEY, pad text); CREATE TABLE other (id int PRIMARY KEY, pad text)";

    private static readonly string[] Columns = ["id", "pad"];

    [Fact]
    public async Task What_is_rolled_back_in_a_streamed_transaction_never_shows_and_others_commit_in_between()
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["rows", "other"], $"--Ingestor:SpoolFolder={lake.Path}");
        await using var large = await database.OpenAsync();
        await RunAsync(large, "BEGIN; INSERT INTO rows SELECT i, md5(i::text) FROM generate_series(1, 5000) i");
        await RunAsync(large, "SAVEPOINT s; INSERT INTO rows SELECT i, 'rolled back' FROM generate_series(10001, 15000) i; UPDATE rows SET pad = 'rolled back' WHERE id <= 2000; ROLLBACK TO s");
        await UntilStreamedAsync(database);
        await database.RunAsync("INSERT INTO other SELECT i, 'before' FROM generate_series(1, 10) i");
        await Sameness.UntilAsync(database, lake, "other", 1, Columns);
        Assert.Single(lake.Raw.Files("rows"));

        await RunAsync(large, "SAVEPOINT t; DELETE FROM rows WHERE id <= 1000; RELEASE t; UPDATE rows SET pad = 'kept' WHERE id > 4000; COMMIT");
        await Sameness.UntilAsync(database, lake, "rows", 1, Columns);
        Assert.Equal([["0"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("rows")} WHERE pad = 'rolled back'"));
        Assert.Equal([["true"]], RawReader.Query($"SELECT (SELECT max(change_seq) FROM {lake.Raw.Relation("other")}) < (SELECT min(change_seq) FROM {lake.Raw.Relation("rows")})").Select(row => new[] { row[0]!.ToLowerInvariant() }));
        await Poll.UntilAsync(() => Spools(lake).Count == 0);
    }

    [Fact]
    public async Task A_streamed_transaction_that_is_rolled_back_leaves_nothing()
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["rows", "other"], $"--Ingestor:SpoolFolder={lake.Path}");
        await using var large = await database.OpenAsync();
        await RunAsync(large, "BEGIN; INSERT INTO rows SELECT i, md5(i::text) FROM generate_series(1, 5000) i");
        await UntilStreamedAsync(database);
        await Poll.UntilAsync(() => Spools(lake).Count > 0);
        await RunAsync(large, "ROLLBACK");
        await database.RunAsync("INSERT INTO other VALUES (1, 'after')");

        await Sameness.UntilAsync(database, lake, "other", 1, Columns);
        await Poll.UntilAsync(() => Spools(lake).Count == 0);
        Assert.Single(lake.Raw.Files("rows"));
    }

    [Fact]
    public async Task Columns_that_change_within_a_streamed_transaction_are_those_of_each_row()
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["rows", "other"]);
        await database.RunAsync("""
            BEGIN; INSERT INTO rows SELECT i, md5(i::text) FROM generate_series(1, 3000) i;
            SAVEPOINT s; ALTER TABLE rows ADD COLUMN gone int; INSERT INTO rows SELECT i, 'gone', 1 FROM generate_series(10001, 13000) i; ROLLBACK TO s;
            INSERT INTO rows SELECT i, 'two' FROM generate_series(3001, 6000) i;
            ALTER TABLE rows ADD COLUMN n int; INSERT INTO rows SELECT i, 'three', i FROM generate_series(6001, 9000) i; COMMIT
            """);

        await Sameness.UntilAsync(database, lake, "rows", 1, "id", "pad", "n");
        Assert.DoesNotContain(lake.Raw.Columns("rows"), column => column.StartsWith("gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_room_for_transactions_in_progress_the_server_keeps_them()
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["rows", "other"], "--Ingestor:SpoolBytes=100000");
        await database.RunAsync("INSERT INTO rows SELECT i, md5(i::text) FROM generate_series(1, 20000) i");

        await Sameness.UntilAsync(database, lake, "rows", 1, Columns);
        Assert.True(ingestor.Log.Contains("Ingestor:SpoolBytes"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prepared_transactions_come_when_they_are_committed(bool twoPhaseSlot)
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        await using (await Capturing.StartAsync(database, lake, ["rows", "other"]))
        {
        }

        if (twoPhaseSlot)
        {
            await MakeTwoPhaseAsync(database, lake);
        }

        await using (await Capturing.StartAsync(database, lake, ["rows", "other"]))
        {
            await database.RunAsync("BEGIN; INSERT INTO rows VALUES (1, 'small'); PREPARE TRANSACTION 'small'");
            await database.RunAsync("BEGIN; INSERT INTO rows SELECT i, md5(i::text) FROM generate_series(10, 4000) i; PREPARE TRANSACTION 'large'");
            await database.RunAsync("BEGIN; INSERT INTO rows VALUES (2, 'rolled back'); PREPARE TRANSACTION 'rolled back'");
            await database.RunAsync("INSERT INTO other VALUES (1, 'in between')");
            await Sameness.UntilAsync(database, lake, "other", 1, Columns);
            Assert.Single(lake.Raw.Files("rows"));
        }

        // Another start must get them again: they are in no file yet.
        await using var again = await Capturing.StartAsync(database, lake, ["rows", "other"]);
        await database.RunAsync("COMMIT PREPARED 'large'");
        await database.RunAsync("ROLLBACK PREPARED 'rolled back'");
        await database.RunAsync("COMMIT PREPARED 'small'");
        await Sameness.UntilAsync(database, lake, "rows", 1, Columns);
        Assert.Equal([["small"]], RawReader.Query($"SELECT arg_max(pad, change_seq) FROM {lake.Raw.Relation("rows")}"));
        Assert.False(again.Log.Contains("Changes were lost"));
    }

    [Theory]
    [InlineData("Any", "2")]
    [InlineData("None", "1")]
    public async Task Changes_with_an_origin_are_captured_or_left_out_as_configured(string origin, string expected)
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["rows", "other"], $"--Ingestor:Origin={origin}");
        var name = $"origin_{Guid.NewGuid():N}";
        await database.RunAsync($"SELECT pg_replication_origin_create('{name}'); SELECT pg_replication_origin_session_setup('{name}'); INSERT INTO rows VALUES (1, 'from elsewhere')");
        await database.RunAsync("INSERT INTO rows VALUES (2, 'from here')");

        await Poll.UntilAsync(() => RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("rows")} WHERE id = 2") is [["1"]]);
        Assert.Equal([[expected]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("rows")}"));
        await database.RunAsync($"SELECT pg_replication_origin_drop('{name}')");
    }

    private static IReadOnlyList<string> Spools(TemporaryLake lake) => [.. Directory.EnumerateFiles(lake.Path, "*.spool", SearchOption.AllDirectories)];

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task UntilStreamedAsync(TestDatabase database) => Poll.UntilAsync(async () =>
        (await database.TextAsync("SELECT coalesce(sum(stream_count), 0) > 0 FROM pg_stat_replication_slots JOIN pg_replication_slots USING (slot_name) WHERE database = current_database()"))[0][0] == "t");

    /// <summary>What an operator could do while nothing changes: the same slot, two-phase.</summary>
    private static async Task MakeTwoPhaseAsync(TestDatabase database, TemporaryLake lake)
    {
        var slot = (await database.TextAsync("SELECT slot_name FROM pg_replication_slots WHERE database = current_database()"))[0][0];
        await Poll.UntilAsync(async () => (await database.TextAsync("SELECT active FROM pg_replication_slots WHERE database = current_database()"))[0][0] == "f");
        await database.RunAsync($"SELECT pg_drop_replication_slot('{slot}')");
        var lsn = (await database.TextAsync($"SELECT lsn FROM pg_create_logical_replication_slot('{slot}', 'pgoutput', false, true)"))[0][0];
        var control = Path.Combine(lake.Path, "raw", "test", "_ingestor", "source.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(control))!;
        json["horizon"] = lsn;
        await File.WriteAllTextAsync(control, json.ToJsonString());
    }
}
