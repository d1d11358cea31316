using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

/// <summary>Loads that are interrupted go on in the same snapshot, after the last durable file.</summary>
public sealed class ResumeTests(PostgresFixture postgres)
{
    /// <summary>Pages with holes, and a partition, so that rows lie in no regular places.</summary>
    private const string ManyRows = """
        CREATE TABLE many (id int PRIMARY KEY, pad text); INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 200000) i; DELETE FROM many WHERE id % 10 = 0;
        INSERT INTO many SELECT i, md5(i::text) FROM generate_series(300001, 310000) i; UPDATE many SET pad = 'updated' WHERE id % 11 = 0;
        CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000); CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (1000) TO (90000);
        INSERT INTO parted SELECT generate_series(1, 50000); CREATE TABLE little (id int PRIMARY KEY); INSERT INTO little VALUES (1), (2)
        """;

    private const string Summary = "count(*)::text, count(DISTINCT id)::text, sum(id)::text, (count(*) FILTER (WHERE pad = 'updated'))::text";
    private const string Executors = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lakehouse-ingestor' AND query LIKE 'COPY%'";
    private const string Keepers = "FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lakehouse-snapshot%'";

    private static readonly string[] SmallFiles = ["--Ingestor:RowGroupRows=2000", "--Ingestor:FileBytes=1", "--Ingestor:RangeBytes=2097152", "--Ingestor:DiscoveryInterval=00:00:00.200"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_load_killed_again_and_again_goes_on_after_its_last_durable_file(bool gracefully)
    {
        var database = await postgres.CreateAsync(ManyRows);
        await database.RunAsync("VACUUM many");
        var expected = await database.TextAsync($"SELECT {Summary} FROM many");
        using var lake = new TemporaryLake();
        await using var network = new SlowNetwork(database);
        for (var kills = 1; kills <= 3; kills++)
        {
            var enough = lake.Raw.Files("many").Count + 4;
            using var process = IngestorProcess.Start(network.ConnectionString, lake.Path, SmallFiles);
            await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= enough);
            if (gracefully)
            {
                Assert.Equal(0, await process.InterruptAsync());
            }
            else
            {
                await process.KillAsync();
            }
        }

        var durable = lake.Raw.Files("many");
        var written = durable.ToDictionary(file => file, file => File.GetLastWriteTimeUtc(Path.Combine(lake.Raw.Folder("many"), file)));
        Assert.True(durable.Count < 90, $"{durable.Count} files: the load was complete before the kill");
        await database.RunAsync("DELETE FROM many WHERE id % 2 = 0; UPDATE many SET pad = 'later'; INSERT INTO many VALUES (0, 'later'); DELETE FROM parted; DELETE FROM little");
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        var report = await ingestor.UntilLoadedAsync("many");
        await ingestor.UntilLoadedAsync("parted");
        await ingestor.UntilLoadedAsync("little");

        var files = lake.Raw.Files("many");
        Assert.Equal(files, Enumerable.Range(1, files.Count).Select(number => $"LOAD{number:X8}.parquet"));
        Assert.Equal(written, written.ToDictionary(file => file.Key, file => File.GetLastWriteTimeUtc(Path.Combine(lake.Raw.Folder("many"), file.Key))));
        Assert.Equal(expected, RawReader.Query($"SELECT {Summary} FROM {lake.Raw.Relation("many")}"));
        Assert.Equal([["I", "1"]], RawReader.Query($"SELECT DISTINCT Op, count(DISTINCT change_seq) OVER () FROM {lake.Raw.Relation("many")}"));
        Assert.Equal([["50000", "50000"]], RawReader.Query($"SELECT count(*), count(DISTINCT id) FROM {lake.Raw.Relation("parted")}"));
        Assert.Equal([["2"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("little")}"));
        Assert.Equal(expected[0][0], report.GetProperty("rows").ToString());
        Assert.Equal(files.Count, report.GetProperty("files").GetArrayLength());
        Assert.Empty(lake.Uploads());
        await Poll.UntilAsync(async () => (await database.TextAsync($"SELECT count(*) {Keepers}"))[0][0] == "0");
    }

    [Fact]
    public async Task A_killed_load_lets_go_as_soon_as_somebody_waits_for_its_locks()
    {
        var database = await postgres.CreateAsync("CREATE TABLE many (id int PRIMARY KEY, pad text); INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 100000) i");
        using var lake = new TemporaryLake();
        await using var network = new SlowNetwork(database);
        using (var process = IngestorProcess.Start(network.ConnectionString, lake.Path, SmallFiles))
        {
            await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= 3);
            await process.KillAsync();
        }

        await database.RunAsync("TRUNCATE many; INSERT INTO many VALUES (1, 'after')");
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("many");

        Assert.Equal([["1", "after"]], RawReader.Query($"SELECT id, pad FROM {lake.Raw.Current("many")}"));
    }

    [Fact]
    public async Task Changes_made_while_a_killed_load_was_away_follow_it()
    {
        var database = await postgres.CreateAsync("CREATE TABLE many (id int PRIMARY KEY, pad text); INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 100000) i");
        using var lake = new TemporaryLake();
        await using var network = new SlowNetwork(database);
        using (var process = IngestorProcess.Start(network.ConnectionString, lake.Path, [.. SmallFiles, TestDatabase.Capture]))
        {
            await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= 4);
            await process.KillAsync();
        }

        await database.RunAsync("DELETE FROM many WHERE id % 2 = 0; UPDATE many SET pad = 'later' WHERE id < 1000; INSERT INTO many VALUES (0, 'later')");
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100");
        await ingestor.UntilLoadedAsync("many");

        Assert.True(ingestor.Log.Contains("Going on with the load"));
        await Sameness.UntilAsync(database, lake, "many", 1, "id", "pad");
        Assert.Equal([["0"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("many")} WHERE Op = 'T'"));
    }

    [Fact]
    public async Task Sessions_that_the_server_ends_are_opened_again_and_nothing_is_read_twice()
    {
        var database = await postgres.CreateAsync("CREATE TABLE many (id int PRIMARY KEY, pad text); INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 200000) i");
        using var lake = new TemporaryLake();
        await using var network = new SlowNetwork(database);
        await using var ingestor = await RunningIngestor.StartAsync(network.ConnectionString, lake.Path, SmallFiles);
        await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= 3);
        await database.RunAsync($"SELECT pg_terminate_backend(pid) {Executors}");
        network.IsFast = true;
        await ingestor.UntilLoadedAsync("many");

        Assert.True(ingestor.Log.Contains("Going on with the load"), ingestor.Log.ToString());
        Assert.Equal([["200000", "200000", "1"]], RawReader.Query($"SELECT count(*), count(DISTINCT id), count(DISTINCT change_seq) FROM {lake.Raw.Relation("many")}"));
    }

    [Fact]
    public async Task Without_the_session_that_holds_its_locks_a_load_starts_anew()
    {
        var database = await postgres.CreateAsync("CREATE TABLE many (id int PRIMARY KEY, pad text); INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 200000) i");
        using var lake = new TemporaryLake();
        await using var network = new SlowNetwork(database);
        await using var ingestor = await RunningIngestor.StartAsync(network.ConnectionString, lake.Path, SmallFiles);
        await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= 3);
        var truncation = database.RunAsync($"SELECT pg_terminate_backend(pid) {Keepers}; TRUNCATE many; INSERT INTO many VALUES (1, 'after')");
        await Poll.UntilAsync(() => ingestor.Log.Contains("loaded anew"));
        network.IsFast = true;
        await truncation;
        await ingestor.UntilLoadedAsync("many");

        Assert.Equal([["1", "after"]], RawReader.Query($"SELECT id, pad FROM {lake.Raw.Current("many")}"));
    }
}
