using System.Net;
using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

public sealed class FullLoadTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_table_arrives_as_DMS_would_write_it()
    {
        var database = await postgres.CreateAsync("""
            CREATE TABLE ratings (userid int, movieid int, rating numeric(2,1), "timestamp" bigint, PRIMARY KEY (userid, movieid));
            INSERT INTO ratings SELECT i, i * 2, (i % 10) / 2.0, 964982703 + i FROM generate_series(1, 1000) i
            """);
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        var report = await ingestor.UntilLoadedAsync("ratings");

        Assert.Equal(["LOAD00000001.parquet"], lake.Raw.Files("ratings"));
        Assert.Equal(
            ["Op VARCHAR", "userid INTEGER", "movieid INTEGER", "rating DECIMAL(2,1)", "timestamp BIGINT", "dms_timestamp_col TIMESTAMP WITH TIME ZONE", "change_seq VARCHAR"],
            lake.Raw.Columns("ratings"));
        Assert.Equal(
            await database.TextAsync("SELECT count(*), sum(userid), sum(movieid), sum(rating), sum(\"timestamp\") FROM ratings"),
            RawReader.Query($"SELECT count(*)::text, sum(userid)::text, sum(movieid)::text, sum(rating)::text, sum(\"timestamp\")::text FROM {lake.Raw.Relation("ratings")}"));
        Assert.Equal([["I", "1", "1", "32"]], RawReader.Query($"SELECT DISTINCT Op, count(DISTINCT change_seq) OVER (), count(DISTINCT dms_timestamp_col) OVER (), length(change_seq) FROM {lake.Raw.Relation("ratings")}"));
        Assert.Equal(1000, report.GetProperty("rows").GetInt64());
        Assert.Equal(100, report.GetProperty("percent").GetDouble());
        Assert.Equal(HttpStatusCode.OK, await ingestor.HealthAsync());
        Assert.Empty(lake.Uploads());
    }

    [Fact]
    public async Task An_empty_table_gives_a_file_without_rows_so_that_its_columns_are_known()
    {
        var database = await postgres.CreateAsync("CREATE TABLE empty (id bigint, at timestamptz)");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("empty");

        Assert.Equal(["LOAD00000001.parquet"], lake.Raw.Files("empty"));
        Assert.Equal(["Op VARCHAR", "id BIGINT", "at TIMESTAMP WITH TIME ZONE", "dms_timestamp_col TIMESTAMP WITH TIME ZONE", "change_seq VARCHAR"], lake.Raw.Columns("empty"));
        Assert.Equal([["0"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("empty")}"));
    }

    [Fact]
    public async Task Quoted_and_non_ASCII_names_arrive_as_they_are()
    {
        var database = await postgres.CreateAsync(""""
            CREATE TABLE "Große ""Filme""" ("Film Id" int PRIMARY KEY, "日本" text, "a.b/c" int);
            INSERT INTO "Große ""Filme""" VALUES (1, 'x', 2);
            CREATE TABLE "_hidden" (id int);
            CREATE TABLE "../up" (id int)
            """");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("Große \"Filme\"");
        await ingestor.UntilLoadedAsync("_hidden");
        await ingestor.UntilLoadedAsync("../up");

        Assert.Equal([["1", "x", "2"]], RawReader.Query($"SELECT \"Film Id\", \"日本\", \"a.b/c\" FROM {lake.Raw.Relation("Große ~22Filme~22")}"));
        Assert.Single(lake.Raw.Files("~5Fhidden"));
        Assert.Single(lake.Raw.Files("~2E.~2Fup"));
    }

    [Fact]
    public async Task A_partitioned_table_is_one_table_and_an_inherited_one_two()
    {
        var database = await postgres.CreateAsync("""
            CREATE TABLE events (id int, kind text) PARTITION BY LIST (kind);
            CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
            CREATE TABLE events_b (kind text, id int);
            ALTER TABLE events ATTACH PARTITION events_b FOR VALUES IN ('b');
            INSERT INTO events VALUES (1, 'a'), (2, 'b'), (3, 'b');
            CREATE TABLE bare (id int) PARTITION BY LIST (id);
            CREATE TABLE parent (id int);
            CREATE TABLE child (more int) INHERITS (parent);
            INSERT INTO parent VALUES (1);
            INSERT INTO child VALUES (2, 3)
            """);
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        foreach (var table in (string[])["events", "bare", "parent", "child"])
        {
            await ingestor.UntilLoadedAsync(table);
        }

        Assert.Equal([["1", "a"], ["2", "b"], ["3", "b"]], RawReader.Query($"SELECT id, kind FROM {lake.Raw.Relation("events")} ORDER BY id"));
        Assert.Equal([["0"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("bare")}"));
        Assert.Equal([["1"]], RawReader.Query($"SELECT id FROM {lake.Raw.Relation("parent")}"));
        Assert.Equal([["2", "3"]], RawReader.Query($"SELECT id, more FROM {lake.Raw.Relation("child")}"));
        Assert.Empty(lake.Raw.Files("events_a"));
    }

    [Fact]
    public async Task Generated_columns_are_left_out_and_said_so()
    {
        var database = await postgres.CreateAsync("CREATE TABLE g (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED, own int GENERATED ALWAYS AS IDENTITY); INSERT INTO g (id) VALUES (4)");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        var report = await ingestor.UntilLoadedAsync("g");

        Assert.Equal(["Op VARCHAR", "id INTEGER", "own INTEGER", "dms_timestamp_col TIMESTAMP WITH TIME ZONE", "change_seq VARCHAR"], lake.Raw.Columns("g"));
        Assert.Contains("twice", report.GetProperty("remarks")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Virtual_generated_columns_of_Postgres_18_are_left_out_on_both_ways()
    {
        await using var server = await Lakehouse.LocalPostgres.PostgresServer.StartAsync(new Lakehouse.LocalPostgres.PostgresServerOptions { Major = 18 }, TestContext.Current.CancellationToken);
        var database = new TestDatabase(server.ConnectionString);
        await database.RunAsync("CREATE TABLE g (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL, thrice int GENERATED ALWAYS AS (id * 3) STORED, name text); INSERT INTO g (id, name) VALUES (4, 'loaded')");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100");
        var report = await ingestor.UntilLoadedAsync("g");
        await Poll.UntilAsync(() => ingestor.Log.Contains("Capturing changes"));
        await database.RunAsync("INSERT INTO g (id, name) VALUES (5, 'captured')");
        await Poll.UntilAsync(() => lake.Raw.Files("g").Count == 2);

        Assert.Contains("twice, thrice", report.GetProperty("remarks")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal([["4", "loaded"], ["5", "captured"]], RawReader.Query($"SELECT COLUMNS(c -> c NOT IN ('Op', 'dms_timestamp_col', 'change_seq', '_unchanged')) FROM {lake.Raw.Relation("g")} ORDER BY id"));
    }

    [Fact]
    public async Task What_cannot_be_replicated_is_refused_by_name_and_stops_nothing_else()
    {
        var database = await postgres.CreateAsync("""
            CREATE TABLE good (id int); INSERT INTO good VALUES (1);
            CREATE VIEW a_view AS SELECT * FROM good;
            CREATE TABLE taken (id int, "op" text);
            CREATE TABLE twins (id int, "ID" int);
            CREATE TABLE no_columns ()
            """);
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("good");

        Assert.Contains("view", await ErrorAsync("a_view"), StringComparison.Ordinal);
        Assert.Contains("'op'", await ErrorAsync("taken"), StringComparison.Ordinal);
        Assert.Contains("'id' and 'ID'", await ErrorAsync("twins"), StringComparison.Ordinal);
        Assert.Contains("no columns", await ErrorAsync("no_columns"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await ingestor.HealthAsync());

        async Task<string?> ErrorAsync(string table) => (await ingestor.UntilAsync(table, "refused")).GetProperty("error").GetString();
    }

    [Fact]
    public async Task NaN_in_a_decimal_becomes_null_and_is_counted()
    {
        var database = await postgres.CreateAsync("CREATE TABLE n (id int, v numeric(5,2)); INSERT INTO n VALUES (1, 'NaN'), (2, 1.5)");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        var report = await ingestor.UntilLoadedAsync("n");

        Assert.Equal([["1", null], ["2", "1.50"]], RawReader.Query($"SELECT id, v::text FROM {lake.Raw.Relation("n")} ORDER BY id"));
        Assert.StartsWith("1 values that Parquet cannot hold", report.GetProperty("remarks")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_big_table_is_read_in_ranges_into_several_files_and_no_row_is_lost()
    {
        var database = await postgres.CreateAsync("CREATE TABLE big (id int, pad text); INSERT INTO big SELECT i, md5(i::text) FROM generate_series(1, 100000) i; DELETE FROM big WHERE id % 7 = 0");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, "--Ingestor:RangeBytes=1048576", "--Ingestor:RowGroupRows=7000", "--Ingestor:FileBytes=200000");
        await ingestor.UntilLoadedAsync("big");

        var files = lake.Raw.Files("big");
        Assert.True(files.Count > 8, $"{files.Count} files");
        Assert.Equal(files, Enumerable.Range(1, files.Count).Select(number => $"LOAD{number:X8}.parquet"));
        Assert.Equal(
            await database.TextAsync("SELECT count(*), count(DISTINCT id), sum(id), min(pad), max(pad) FROM big"),
            RawReader.Query($"SELECT count(*)::text, count(DISTINCT id)::text, sum(id)::text, min(pad), max(pad) FROM {lake.Raw.Relation("big")}"));
    }

    [Fact]
    public async Task A_table_created_later_is_loaded_too()
    {
        var database = await postgres.CreateAsync("CREATE TABLE first (id int)");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("first");
        await database.RunAsync("CREATE TABLE second (id int); INSERT INTO second VALUES (1)");

        Assert.Equal(1, (await ingestor.UntilLoadedAsync("second")).GetProperty("rows").GetInt64());
    }
}
