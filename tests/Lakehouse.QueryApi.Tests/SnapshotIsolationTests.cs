namespace Lakehouse.QueryApi.Tests;

public class SnapshotIsolationTests
{
    private static string Generation(int number) =>
        $"SELECT i::INTEGER AS movieid, 'g' || {number} AS title, '' AS genres, {number}::DOUBLE AS avg_rating, 1::BIGINT AS rating_count FROM range(2000) t(i)";

    [Fact]
    public async Task A_query_sees_a_commit_as_soon_as_it_is_there()
    {
        await using var api = await RunningApi.StartAsync();
        for (var generation = 1; generation <= 5; generation++)
        {
            await api.Lake.OverwriteAsync(api.Lake.MovieRatings, Generation(generation));

            var answer = await api.QueryAsync("SELECT min(avg_rating), max(avg_rating), count(*) FROM movie_ratings");
            Assert.Equal($"[[{generation},{generation},2000]]", answer.GetProperty("rows").GetRawText());
            Assert.Equal(generation, answer.GetProperty("statistics").GetProperty("tables")[0].GetProperty("version").GetInt64());
        }
    }

    [Fact]
    public async Task Every_query_sees_one_version_while_a_writer_commits()
    {
        await using var api = await RunningApi.StartAsync();
        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, Generation(1));
        var writing = Task.Run(async () =>
        {
            for (var generation = 2; generation <= 15; generation++)
            {
                await api.Lake.OverwriteAsync(api.Lake.MovieRatings, Generation(generation));
            }
        }, TestContext.Current.CancellationToken);

        var seen = 0.0;
        do
        {
            // Two scans of the table in one statement, which must not straddle a commit.
            var row = (await api.QueryAsync("SELECT min(a.avg_rating), max(b.avg_rating), count(*) FROM movie_ratings a JOIN movie_ratings b USING (movieid)")).GetProperty("rows")[0];
            Assert.Equal(row[0].GetDouble(), row[1].GetDouble());
            Assert.Equal(2000, row[2].GetInt64());
            Assert.True(row[0].GetDouble() >= seen, "A later query saw an earlier version.");
            seen = row[0].GetDouble();
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.Equal("[[15]]", await api.RowsAsync("SELECT DISTINCT avg_rating FROM movie_ratings"));
    }

    [Fact]
    public async Task A_table_that_was_deleted_and_made_anew_is_noticed()
    {
        await using var api = await RunningApi.StartAsync();
        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM movie_ratings"));

        Directory.Delete(api.Lake.MovieRatings.Location.LocalPath, recursive: true);
        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, "SELECT 1::INTEGER AS other");

        Assert.Equal("[[1]]", await api.RowsAsync("SELECT other FROM movie_ratings"));
    }

    [Fact]
    public async Task A_missing_data_file_is_told_and_the_next_version_heals()
    {
        await using var api = await RunningApi.StartAsync();
        var folder = api.Lake.MovieRatings.Location.LocalPath;
        foreach (var file in Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        var (status, type, detail) = await api.ProblemAsync("SELECT * FROM movie_ratings");
        Assert.Equal((500, "table-unreadable"), (status, type));
        Assert.Contains("movie_ratings", detail, StringComparison.Ordinal);

        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, "SELECT 1::INTEGER AS movieid");
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT movieid FROM movie_ratings"));
    }
}
