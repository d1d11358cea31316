using Microsoft.Extensions.Logging.Abstractions;
using MovieLens.Source.Csv;
using MovieLens.Source.Database;
using MovieLens.Source.DataSets;
using MovieLens.Source.Download;
using MovieLens.Source.Generation;

namespace MovieLens.Source.Tests;

public sealed class FillTests(DatabaseServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generated_data_set_fills_all_tables_and_the_second_start_leaves_them()
    {
        await using var database = await server.CreateDatabaseAsync();

        var first = await FillAsync(database, new() { Scale = Scale.Small, CacheFolder = "unused" });
        await database.ExecuteAsync("DELETE FROM public.ratings WHERE userid = 1");
        var second = await FillAsync(database, new() { Scale = Scale.Small, CacheFolder = "unused" });
        var unasked = await FillAsync(database, new() { CacheFolder = "/nonexistent/never-used" });

        Assert.Equal((false, true, true), (first.AlreadyThere, second.AlreadyThere, unasked.AlreadyThere));
        Assert.Equal(new DataSetCounts(9_742, 100_836, 3_683, 9_742), second.Record.Counts);
        Assert.Equal(9_742, await database.CountAsync("public.movies"));
        Assert.InRange(await database.CountAsync("public.ratings"), 1, 100_836 - 20);
        Assert.Equal(3_683, await database.CountAsync("public.tags"));
        Assert.Equal(9_742, await database.CountAsync("public.links"));
    }

    [Fact]
    public async Task The_real_data_set_arrives_row_by_row()
    {
        var folder = Environment.GetEnvironmentVariable("MOVIELENS_DIR");
        Assert.SkipWhen(string.IsNullOrWhiteSpace(folder), "MOVIELENS_DIR does not name a folder with MovieLens' CSV files, which are not in the repository (licence).");
        await using var database = await server.CreateDatabaseAsync();
        folder = RepositoryFolder.Resolve(folder!, AppContext.BaseDirectory);

        var result = await FillAsync(database, new() { Folder = folder, CacheFolder = "unused" });

        Assert.Equal(new DataSetCounts(9_742, 100_836, 3_683, 9_742), result.Record.Counts);
        Assert.Equal(100_836, await database.CountAsync("public.ratings"));
        Assert.Equal(3_683, await database.CountAsync("public.tags"));
        Assert.Equal(9_742, await database.CountAsync("public.movies"));
        Assert.Equal(353_083.0m, await database.ScalarAsync<decimal>("SELECT sum(rating) FROM public.ratings"));
        Assert.Equal("American President, The (1995)", await database.ScalarAsync<string>("SELECT title FROM public.movies WHERE movieid = 11"));
        Assert.Equal(8, await database.CountAsync("public.links WHERE tmdbid IS NULL"));
        Assert.Equal(18, await database.CountAsync("public.movies m WHERE NOT EXISTS (SELECT FROM public.ratings r WHERE r.movieid = m.movieid)"));
    }

    [Fact]
    public async Task Columns_and_keys_are_as_agreed_and_nothing_else_lies_in_schema_public()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var files = SmallFiles.Create();
        await FillAsync(database, new() { Folder = files.Path, CacheFolder = "unused" });

        var columns = await database.ScalarAsync<string>(
            "SELECT string_agg(c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY c.relname, a.attnum) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0");
        var keys = await database.ScalarAsync<string>(
            "SELECT string_agg(conrelid::regclass || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conrelid::regclass::text) FROM pg_constraint WHERE contype = 'p' AND connamespace = 'public'::regnamespace");

        Assert.Equal(
            "links.movieid integer, links.imdbid text, links.tmdbid integer, movies.movieid integer, movies.title text, movies.genres text, ratings.userid integer, ratings.movieid integer, ratings.rating numeric(2,1), ratings.timestamp bigint, tags.userid integer, tags.movieid integer, tags.tag text, tags.timestamp bigint",
            columns);
        Assert.Equal("links PRIMARY KEY (movieid), movies PRIMARY KEY (movieid), ratings PRIMARY KEY (userid, movieid), tags PRIMARY KEY (userid, movieid, tag)", keys);
        Assert.Equal("Two\nlines (1999)", await database.ScalarAsync<string>("SELECT title FROM public.movies WHERE movieid = 4"));
        Assert.Equal("0114709", await database.ScalarAsync<string>("SELECT imdbid FROM public.links WHERE movieid = 1"));
    }

    [Fact]
    public async Task Another_data_set_is_refused_with_the_ways_out_and_replaced_when_told()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var files = SmallFiles.Create();
        await FillAsync(database, new() { Folder = files.Path, CacheFolder = "unused" });

        var exception = await Assert.ThrowsAsync<SourceException>(() => FillAsync(database, new() { Scale = Scale.Small, CacheFolder = "unused" }));

        Assert.Contains("already holds another data set", exception.Message, StringComparison.Ordinal);
        Assert.Contains(files.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("--replace", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, await database.CountAsync("public.ratings"));

        await FillAsync(database, new() { Scale = Scale.Small, CacheFolder = "unused" }, replace: true);
        Assert.Equal(100_836, await database.CountAsync("public.ratings"));
    }

    [Fact]
    public async Task Tables_of_somebody_else_are_not_touched()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE public.movies (id int)");

        var exception = await Assert.ThrowsAsync<SourceException>(() => FillAsync(database, new() { Scale = Scale.Small, CacheFolder = "unused" }));

        Assert.Contains("did not fill: movies", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.CountAsync("public.movies"));
    }

    [Fact]
    public async Task A_dropped_table_is_noticed()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var files = SmallFiles.Create();
        await FillAsync(database, new() { Folder = files.Path, CacheFolder = "unused" });
        await database.ExecuteAsync("DROP TABLE public.tags");

        var exception = await Assert.ThrowsAsync<SourceException>(() => FillAsync(database, new() { Folder = files.Path, CacheFolder = "unused" }));

        Assert.Contains("tables were dropped (there: movies, ratings, links", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_row_in_the_last_file_leaves_nothing_behind()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var files = SmallFiles.Create(links: SmallFiles.Links + "6,0112896,many\n");

        var exception = await Assert.ThrowsAsync<MalformedDataException>(() => FillAsync(database, new() { Folder = files.Path, CacheFolder = "unused" }));

        Assert.Equal((files.File("links.csv"), 7, "tmdbId"), (exception.File, exception.Line, exception.Column));
        await AssertNothingThereAsync(database);
    }

    [Fact]
    public async Task Two_rows_with_one_key_are_named_and_leave_nothing_behind()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var files = SmallFiles.Create(ratings: SmallFiles.Ratings + "1,2,3.0,964982703\n");

        var exception = await Assert.ThrowsAsync<SourceException>(() => FillAsync(database, new() { Folder = files.Path, CacheFolder = "unused" }));

        Assert.Contains("ratings.csv: two rows have the same key (Key (userid, movieid)=(1, 2)", exception.Message, StringComparison.Ordinal);
        await AssertNothingThereAsync(database);
    }

    [Fact]
    public async Task Two_starts_at_once_fill_once()
    {
        await using var database = await server.CreateDatabaseAsync();

        var results = await Task.WhenAll(
            FillAsync(database, new() { Scale = Scale.Small, CacheFolder = "unused" }),
            FillAsync(database, new() { Scale = Scale.Small, CacheFolder = "unused" }));

        Assert.Single(results, result => result.AlreadyThere);
        Assert.Equal(100_836, await database.CountAsync("public.ratings"));
    }

    [Fact]
    public async Task A_cancelled_fill_leaves_nothing_behind()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var stop = new CancellationTokenSource();
        var filling = FillAsync(database, new() { Scale = Scale.Find("1m"), CacheFolder = "unused" }, cancellationToken: stop.Token);
        await CopyProgress.WaitAsync(database, "ratings", rows: 10_000);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filling);
        await AssertNothingThereAsync(database);
    }

    internal static async Task AssertNothingThereAsync(TestDatabase database)
    {
        Assert.Equal(0, await database.CountAsync("pg_class WHERE relnamespace = 'public'::regnamespace"));
        Assert.Equal(0, await database.CountAsync("pg_namespace WHERE nspname = 'movielens_source'"));
    }

    private static Task<FillResult> FillAsync(TestDatabase database, DataSetRequest request, bool replace = false, CancellationToken? cancellationToken = null)
    {
        var groupLens = new GroupLens(new Uri("http://127.0.0.1:1/"), request.CacheFolder, new DownloadLimits(), NullLogger.Instance);
        var choice = new DataSetChoice(request, groupLens, NullLogger.Instance);
        return new Fill(database.Source, NullLogger.Instance).RunAsync(choice, replace, cancellationToken ?? Cancellation);
    }
}
