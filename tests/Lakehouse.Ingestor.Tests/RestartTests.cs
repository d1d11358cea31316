using System.Net;
using Lakehouse.Ingestor.Tests.Setup;
using Lakehouse.LocalPostgres;

namespace Lakehouse.Ingestor.Tests;

public sealed class RestartTests(PostgresFixture postgres)
{
    private const string ManyRows = "CREATE TABLE many (id int PRIMARY KEY, pad text); INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 200000) i";

    /// <summary>A file for every 2,000 rows: slow enough to be caught in the middle.</summary>
    private static readonly string[] SmallFiles = ["--Ingestor:RowGroupRows=2000", "--Ingestor:FileBytes=1", "--Ingestor:RangeBytes=2097152"];

    [Fact]
    public async Task A_second_start_finds_the_tables_loaded_and_does_nothing()
    {
        var database = await postgres.CreateAsync("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
        using var lake = new TemporaryLake();
        await using (var first = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path))
        {
            await first.UntilLoadedAsync("t");
        }

        var written = File.GetLastWriteTimeUtc(Path.Combine(lake.Raw.Folder("t"), "LOAD00000001.parquet"));
        await using var second = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        var report = await second.UntilLoadedAsync("t");

        Assert.Equal(1, report.GetProperty("rows").GetInt64());
        Assert.Equal(["LOAD00000001.parquet"], lake.Raw.Files("t"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(lake.Raw.Folder("t"), "LOAD00000001.parquet")));
        Assert.False(second.Log.Contains("Loading"));
    }

    [Fact]
    public async Task A_killed_load_whose_snapshot_is_gone_starts_anew_and_rows_deleted_in_between_do_not_survive()
    {
        var database = await postgres.CreateAsync(ManyRows);
        using var lake = new TemporaryLake();
        await using var network = new SlowNetwork(database);
        using (var killed = IngestorProcess.Start(network.ConnectionString, lake.Path, [.. SmallFiles, "--Ingestor:SnapshotHold=00:00:00"]))
        {
            await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= 3);
            await killed.KillAsync();
        }

        var before = lake.Raw.Files("many");
        Assert.True(before.Count < 100, $"{before.Count} files: the load was complete before the kill");
        await database.RunAsync("DELETE FROM many WHERE id % 2 = 0; UPDATE many SET pad = 'new' WHERE id % 5 = 0");
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("many");

        var files = lake.Raw.Files("many");
        Assert.Equal(files, Enumerable.Range(1, files.Count).Select(number => $"LOAD{number:X8}.parquet"));
        Assert.Equal([["T", null]], RawReader.Query($"SELECT Op, id FROM '{Path.Combine(lake.Raw.Folder("many"), files[before.Count])}'"));
        Assert.Equal(
            await database.TextAsync("SELECT count(*), sum(id), count(*) FILTER (WHERE pad = 'new') FROM many"),
            RawReader.Query($"SELECT count(*)::text, sum(id)::text, (count(*) FILTER (WHERE pad = 'new'))::text FROM {lake.Raw.Current("many")}"));
        Assert.Equal([["true"]], RawReader.Query($"SELECT (SELECT max(change_seq) FROM {lake.Raw.Relation("many")} WHERE Op = 'I' AND change_seq NOT IN (SELECT change_seq FROM {lake.Raw.Current("many")})) < (SELECT change_seq FROM {lake.Raw.Relation("many")} WHERE Op = 'T') AND (SELECT change_seq FROM {lake.Raw.Relation("many")} WHERE Op = 'T') < (SELECT min(change_seq) FROM {lake.Raw.Current("many")})").Select(row => new[] { row[0]!.ToLowerInvariant() }));
        Assert.Empty(lake.Uploads());
    }

    [Fact]
    public async Task Ctrl_C_in_the_middle_stops_promptly_and_leaves_no_unfinished_file()
    {
        var database = await postgres.CreateAsync(ManyRows);
        using var lake = new TemporaryLake();
        using var process = IngestorProcess.Start(database.ConnectionString, lake.Path, SmallFiles);
        await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= 2);

        Assert.Equal(0, await process.InterruptAsync());
        Assert.Empty(lake.Uploads());
        Assert.DoesNotContain("fail:", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_tables_are_loaded_as_of_one_moment_while_transactions_go_on()
    {
        var database = await postgres.CreateAsync("""
            CREATE TABLE debit (id int, amount int); CREATE TABLE credit (id int, amount int);
            INSERT INTO debit SELECT i, 1 FROM generate_series(1, 60000) i; INSERT INTO credit SELECT i, 1 FROM generate_series(1, 60000) i
            """);
        using var lake = new TemporaryLake();
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            for (var i = 100_000; !stop.IsCancellationRequested; i++)
            {
                await database.RunAsync($"BEGIN; INSERT INTO debit VALUES ({i}, 7); INSERT INTO credit VALUES ({i}, 7); UPDATE debit SET amount = amount + 1 WHERE id = {i % 60000}; UPDATE credit SET amount = amount + 1 WHERE id = {i % 60000}; COMMIT");
            }
        }, TestContext.Current.CancellationToken);
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, SmallFiles);
        await ingestor.UntilLoadedAsync("debit");
        await ingestor.UntilLoadedAsync("credit");
        await stop.CancelAsync();
        await traffic;

        Assert.Equal(
            RawReader.Query($"SELECT count(*)::text, sum(amount)::text, max(id)::text FROM {lake.Raw.Relation("debit")}"),
            RawReader.Query($"SELECT count(*)::text, sum(amount)::text, max(id)::text FROM {lake.Raw.Relation("credit")}"));
    }

    [Fact]
    public async Task Another_database_behind_the_same_name_is_refused()
    {
        var first = await postgres.CreateAsync("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
        var other = await postgres.CreateAsync("CREATE TABLE t (id int)");
        using var lake = new TemporaryLake();
        await using (var ingestor = await RunningIngestor.StartAsync(first.ConnectionString, lake.Path))
        {
            await ingestor.UntilLoadedAsync("t");
        }

        await using var refused = await RunningIngestor.StartAsync(other.ConnectionString, lake.Path);
        await Poll.UntilAsync(async () => await refused.HealthAsync() == HttpStatusCode.ServiceUnavailable);

        Assert.Contains("files of another database", (await refused.TablesAsync()).GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Single(lake.Raw.Files("t"));
    }

    [Fact]
    public async Task A_server_that_restarts_in_the_middle_is_waited_for()
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-ingestor-pg-").FullName;
        try
        {
            var server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(folder, "data"), Durable = false }, TestContext.Current.CancellationToken);
            var database = new TestDatabase(server.ConnectionString);
            await database.RunAsync(ManyRows);
            using var lake = new TemporaryLake();
            await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, SmallFiles);
            await Poll.UntilAsync(() => lake.Raw.Files("many").Count >= 2);
            await server.DisposeAsync();
            using var port = new HeldPort(server.Port);
            await Poll.UntilAsync(async () => await ingestor.HealthAsync() == HttpStatusCode.ServiceUnavailable);

            await using var again = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(folder, "data"), Durable = false, Port = server.Port }, TestContext.Current.CancellationToken);
            await ingestor.UntilLoadedAsync("many");

            await Poll.UntilAsync(async () => await ingestor.HealthAsync() == HttpStatusCode.OK); // a table that was loaded before says nothing of the server
            Assert.Equal([["200000", "200000"]], RawReader.Query($"SELECT count(*), count(DISTINCT id) FROM {lake.Raw.Current("many")}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Two_Ingestors_of_one_lake_never_write_at_the_same_time()
    {
        var database = await postgres.CreateAsync(ManyRows);
        using var lake = new TemporaryLake();
        await using var first = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, SmallFiles);
        await using var second = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, SmallFiles);
        await first.UntilLoadedAsync("many");
        await second.UntilLoadedAsync("many");

        Assert.Equal([["200000", "1"]], RawReader.Query($"SELECT count(*), count(DISTINCT change_seq) FROM {lake.Raw.Relation("many")}"));
    }
}
