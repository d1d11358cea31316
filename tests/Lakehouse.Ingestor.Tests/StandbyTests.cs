using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

public sealed class StandbyTests(PostgresFixture postgres)
{
    private const string Rows = "CREATE TABLE rows (id int PRIMARY KEY, pad text)";

    private static readonly string[] Columns = ["id", "pad"];
    private static readonly string[] Settings = [TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.050"];

    [Fact]
    public async Task The_second_Ingestor_waits_and_takes_over_when_the_first_is_killed()
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        using var first = IngestorProcess.Start(database.ConnectionString, lake.Path, Settings);
        await Poll.UntilAsync(() => first.Output.Contains("Capturing changes", StringComparison.Ordinal));
        await using var second = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, Settings);
        await Poll.UntilAsync(async () => (await second.TablesAsync()).GetProperty("standby").GetBoolean());
        Assert.Equal(System.Net.HttpStatusCode.OK, await second.HealthAsync());

        await database.RunAsync("INSERT INTO rows SELECT i, 'first' FROM generate_series(1, 1000) i");
        await first.KillAsync();
        await database.RunAsync("UPDATE rows SET pad = 'second' WHERE id % 2 = 0");
        await Sameness.UntilAsync(database, lake, "rows", 1, Columns);
        Assert.False((await second.TablesAsync()).GetProperty("standby").GetBoolean());
    }

    [Fact]
    public async Task An_Ingestor_that_loses_its_lock_stops_writing_before_another_begins()
    {
        var database = await postgres.CreateAsync(Rows);
        using var lake = new TemporaryLake();
        await using var first = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, Settings);
        await Poll.UntilAsync(() => first.Log.Contains("Capturing changes"));
        await using var second = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, Settings);
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                await database.RunAsync($"INSERT INTO rows VALUES ({i}, 'x')");
            }
        }, TestContext.Current.CancellationToken);
        for (var cut = 0; cut < 3; cut++)
        {
            var files = lake.Raw.Files("rows").Count;
            await Poll.UntilAsync(() => lake.Raw.Files("rows").Count > files + 2);
            await database.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        }

        await stop.CancelAsync();
        await traffic;
        await Sameness.UntilAsync(database, lake, "rows", 1, Columns);
    }

    [Fact]
    public async Task A_load_that_loses_its_lock_publishes_no_more_before_it_has_it_again()
    {
        var database = await postgres.CreateAsync($"{Rows}; INSERT INTO rows SELECT i, md5(i::text) FROM generate_series(1, 60000) i");
        using var lake = new TemporaryLake();
        await using var first = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, [.. Settings, "--Ingestor:RowGroupRows=300", "--Ingestor:FileBytes=1", "--Ingestor:Parallelism=1"]);
        await Poll.UntilAsync(() => lake.Raw.Files("rows").Count > 5);
        await database.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        await Poll.UntilAsync(() => first.Log.Contains("another may have taken over"));

        await first.UntilLoadedAsync("rows");
        await Sameness.UntilAsync(database, lake, "rows", 1, Columns);
    }
}
