using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MovieLens.Source.Database;
using MovieLens.Source.DataSets;
using MovieLens.Source.Download;
using MovieLens.Source.Generation;
using MovieLens.Source.Traffic;

namespace MovieLens.Source.Tests;

public sealed class TrafficTests(DatabaseServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inserts_updates_and_deletes_arrive_and_every_row_still_refers_to_a_film()
    {
        await using var database = await FillAsync();
        await database.ExecuteAsync(
            """
            CREATE SCHEMA seen;
            CREATE TABLE seen.changes (tab text, op text);
            CREATE FUNCTION seen.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO seen.changes VALUES (TG_TABLE_NAME, lower(TG_OP)); RETURN NULL; END';
            CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON public.movies FOR EACH ROW EXECUTE FUNCTION seen.note();
            CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON public.ratings FOR EACH ROW EXECUTE FUNCTION seen.note();
            CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON public.tags FOR EACH ROW EXECUTE FUNCTION seen.note();
            CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON public.links FOR EACH ROW EXECUTE FUNCTION seen.note();
            """);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var traffic = RunAsync(database, perSecond: 2_000, stop.Token);

        await CopyProgress.WaitUntilAsync(() => database.ScalarAsync<bool>("SELECT count(DISTINCT (tab, op)) = 8 FROM seen.changes"));
        await stop.CancelAsync();
        var tally = await traffic;

        foreach (var (table, operation) in new[]
        {
            ("ratings", "insert"), ("ratings", "update"), ("ratings", "delete"), ("tags", "insert"), ("tags", "delete"),
            ("movies", "insert"), ("movies", "update"), ("links", "insert"),
        })
        {
            // The last transaction may have been committed although its answer was not awaited any more.
            var seen = await database.CountAsync($"seen.changes WHERE tab = '{table}' AND op = '{operation}'");
            Assert.InRange(seen - tally.Of(table, operation), 0, 250);
            Assert.True(tally.Of(table, operation) > 0, $"There was no {operation} on {table}.");
        }

        Assert.True(tally.Transactions < tally.Total);
        Assert.Equal(0, await database.CountAsync("public.ratings r WHERE NOT EXISTS (SELECT FROM public.movies m WHERE m.movieid = r.movieid)"));
        Assert.Equal(0, await database.CountAsync("public.tags t WHERE NOT EXISTS (SELECT FROM public.movies m WHERE m.movieid = t.movieid)"));
        Assert.Equal(await database.CountAsync("public.movies"), await database.CountAsync("public.links"));
        Assert.Equal(0, await database.CountAsync("public.ratings WHERE rating NOT BETWEEN 0.5 AND 5 OR rating * 2 <> trunc(rating * 2)"));
        Assert.True(await database.ScalarAsync<int>("SELECT max(userid) FROM public.ratings") > 610);
    }

    [Fact]
    public async Task Keeps_the_rate()
    {
        await using var database = await FillAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var before = await database.CountAsync("public.ratings");
        var clock = Stopwatch.StartNew();

        var traffic = RunAsync(database, perSecond: 40, stop.Token);
        await CopyProgress.WaitUntilAsync(async () => await database.CountAsync("public.ratings") > before + 30);
        await stop.CancelAsync();
        var tally = await traffic;

        Assert.InRange(tally.Total, 30, (40 * clock.Elapsed.TotalSeconds) + 60); // a user's visit is one transaction of several changes
    }

    [Fact]
    public async Task Goes_on_after_the_server_cut_every_connection()
    {
        await using var database = await FillAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var traffic = RunAsync(database, perSecond: 500, stop.Token);
        var before = await database.CountAsync("public.ratings");
        await CopyProgress.WaitUntilAsync(async () => await database.CountAsync("public.ratings") > before);

        await database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        var after = await database.CountAsync("public.ratings");
        await CopyProgress.WaitUntilAsync(async () => await database.CountAsync("public.ratings") > after + 100);
        await stop.CancelAsync();
        await traffic;
    }

    [Fact]
    public async Task Stops_with_a_message_when_a_table_is_gone()
    {
        await using var database = await FillAsync();
        await database.ExecuteAsync("DROP TABLE public.links");

        var exception = await Assert.ThrowsAsync<SourceException>(() => RunAsync(database, perSecond: 2_000, Cancellation));

        Assert.Contains("\"public.links\" does not exist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_correction_is_taken_back_by_the_next_one()
    {
        await using var database = await FillAsync();
        await database.ExecuteAsync("INSERT INTO public.movies VALUES (900001, 'Silent River, The (1994)', 'Drama'), (900002, 'No year', 'Drama')");
        await using var connection = await database.Source.OpenConnectionAsync(Cancellation);

        async Task<string> CorrectAsync(int movie)
        {
            await using var batch = new Npgsql.NpgsqlBatch(connection) { BatchCommands = { Changes.CorrectTitle(movie, "Quiet Lake").ToCommand() } };
            await batch.ExecuteNonQueryAsync(Cancellation);
            return await database.ScalarAsync<string>($"SELECT title FROM public.movies WHERE movieid = {movie}");
        }

        Assert.Equal("Silent River, The (a.k.a. Quiet Lake) (1994)", await CorrectAsync(900001));
        Assert.Equal("Silent River, The (1994)", await CorrectAsync(900001));
        Assert.Equal("No year (a.k.a. Quiet Lake)", await CorrectAsync(900002));
    }

    private static Task<Tally> RunAsync(TestDatabase database, double perSecond, CancellationToken stop) =>
        new UserTraffic(database.Source, perSecond, seed: 1, TimeProvider.System, NullLogger.Instance).RunAsync(stop);

    private async Task<TestDatabase> FillAsync()
    {
        var database = await server.CreateDatabaseAsync();
        var groupLens = new GroupLens(new Uri("http://127.0.0.1:1/"), "unused", new DownloadLimits(), NullLogger.Instance);
        var choice = new DataSetChoice(new DataSetRequest { Scale = Scale.Small, CacheFolder = "unused" }, groupLens, NullLogger.Instance);
        await new Fill(database.Source, NullLogger.Instance).RunAsync(choice, replace: false, Cancellation);
        return database;
    }
}
