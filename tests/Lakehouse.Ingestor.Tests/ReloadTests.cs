using System.Net;
using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

public sealed class ReloadTests(PostgresFixture postgres)
{
    private const string Tables = """
        CREATE TABLE big (id int PRIMARY KEY, pad text); INSERT INTO big SELECT i, md5(i::text) FROM generate_series(1, 100000) i;
        CREATE TABLE flowing (id int PRIMARY KEY, pad text)
        """;

    private static readonly string[] Columns = ["id", "pad"];

    [Fact]
    public async Task One_table_is_loaded_again_while_changes_of_all_go_on()
    {
        var database = await postgres.CreateAsync(Tables);
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["big", "flowing"], "--Ingestor:RowGroupRows=200", "--Ingestor:FileBytes=1", "--Ingestor:Parallelism=1");
        await database.RunAsync("UPDATE big SET pad = 'changed' WHERE id % 1000 = 0");
        await Sameness.UntilAsync(database, lake, "big", 1, Columns);
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                await database.RunAsync($"INSERT INTO flowing VALUES ({i}, 'x'); UPDATE big SET pad = pad || '.' WHERE id = {i}; DELETE FROM big WHERE id = {100001 - i}");
            }
        }, TestContext.Current.CancellationToken);

        using var accepted = await ingestor.Client.PostAsync(new Uri("/tables/public.big/reload", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await ingestor.UntilAsync("big", "loading");
        var (before, during) = (lake.Raw.Files("flowing").Count, 0);
        while ((await ingestor.TableAsync("big")).GetProperty("state").GetString() == "loading")
        {
            during = lake.Raw.Files("flowing").Count;
        }

        Assert.True(during >= before + 2, $"{before} files of the other table before the load, {during} at its end");
        await ingestor.UntilLoadedAsync("big");
        await stop.CancelAsync();
        await traffic;

        await Sameness.UntilAsync(database, lake, "big", 1, Columns);
        await Sameness.UntilAsync(database, lake, "flowing", 1, Columns);
        Assert.Equal([["1"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("big")} WHERE Op = 'T'"));
        Assert.Equal([["0"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("flowing")} WHERE Op = 'T'"));
    }

    [Fact]
    public async Task A_reload_that_was_asked_for_outlives_a_kill()
    {
        var database = await postgres.CreateAsync(Tables);
        using var lake = new TemporaryLake();
        string[] settings = [TestDatabase.Capture, "--Ingestor:RowGroupRows=500", "--Ingestor:FileBytes=1"];
        using (var first = IngestorProcess.Start(database.ConnectionString, lake.Path, settings))
        {
            await Poll.UntilAsync(() => first.Output.Contains("Capturing changes", StringComparison.Ordinal) && first.Output.Contains("Now listening on: ", StringComparison.Ordinal));
            using var client = new HttpClient { BaseAddress = first.Address };
            using var accepted = await client.PostAsync(new Uri("/tables/public.big/reload", UriKind.Relative), null, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            await first.KillAsync();
        }

        await using var ingestor = await Capturing.StartAsync(database, lake, ["big", "flowing"]);
        await Sameness.UntilAsync(database, lake, "big", 1, Columns);
        Assert.Equal([["1"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("big")} WHERE Op = 'T'"));
    }

    [Theory]
    [InlineData("public.missing", HttpStatusCode.NotFound, "There is no table 'public.missing'")]
    [InlineData("public.seen", HttpStatusCode.Conflict, "it is a view")]
    public async Task What_cannot_be_loaded_is_answered_with_the_reason(string table, HttpStatusCode status, string reason)
    {
        var database = await postgres.CreateAsync("CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW seen AS SELECT 1 AS one");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("t");
        using var answer = await ingestor.Client.PostAsync(new Uri($"/tables/{table}/reload", UriKind.Relative), null, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_was_set_aside_is_taken_up_again_by_a_reload()
    {
        var database = await postgres.CreateAsync("CREATE TABLE broken (id int PRIMARY KEY, pad text); CREATE TABLE fine (id int PRIMARY KEY, pad text)");
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, ["broken", "fine"], "--Ingestor:MaxValueBytes=1000");
        await database.RunAsync("INSERT INTO broken VALUES (1, repeat('x', 2000)); INSERT INTO fine VALUES (1, 'goes on')");
        var report = await ingestor.UntilAsync("broken", "failed");
        Assert.Contains("column pad has 2,000 bytes, but Ingestor:MaxValueBytes is 1,000", report.GetProperty("error").GetString(), StringComparison.Ordinal);
        await Sameness.UntilAsync(database, lake, "fine", 1, Columns);

        await database.RunAsync("UPDATE broken SET pad = 'short'");
        using var accepted = await ingestor.Client.PostAsync(new Uri("/tables/public.broken/reload", UriKind.Relative), null, TestContext.Current.CancellationToken);
        await ingestor.UntilLoadedAsync("broken");
        await database.RunAsync("INSERT INTO broken VALUES (2, 'captured')");
        await Sameness.UntilAsync(database, lake, "broken", 1, Columns);
    }
}
