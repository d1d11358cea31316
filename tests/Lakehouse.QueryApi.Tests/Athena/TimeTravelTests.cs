using System.Globalization;
using System.Text.Json;

namespace Lakehouse.QueryApi.Tests.Athena;

public class TimeTravelTests
{
    [Fact]
    public async Task Earlier_versions_stay_readable_by_number_and_by_time()
    {
        await using var api = await RunningApi.StartAsync();
        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, "SELECT i::INTEGER AS movieid, 'second' AS title FROM range(7) t(i)");
        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, "SELECT i::INTEGER AS movieid, 'third' AS title FROM range(3) t(i)");
        var snapshot = await api.Lake.MovieRatings.GetSnapshotAsync(1, TestContext.Current.CancellationToken);
        var moment = snapshot.Timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

        Assert.Equal("[[100,7,3]]", await RowsAsync(api, "SELECT (SELECT count(*) FROM movie_ratings FOR VERSION AS OF 0), (SELECT count(*) FROM movie_ratings FOR VERSION AS OF 1), (SELECT count(*) FROM movie_ratings)"));
        Assert.Equal("[[\"second\"]]", await RowsAsync(api, $"SELECT max(title) FROM movie_ratings FOR TIMESTAMP AS OF TIMESTAMP '{moment} UTC'"));
        Assert.Equal("[[3]]", await RowsAsync(api, "SELECT count(*) FROM movie_ratings FOR VERSION AS OF 1 AS old JOIN movie_ratings AS new ON old.movieid = new.movieid"));
        Assert.Equal("[[7]]", await RowsAsync(api, "SELECT count(*) FROM movie_ratings FOR VERSION AS OF ?", 1));
        Assert.Equal("[[2],[1],[0]]", await RowsAsync(api, "SELECT version FROM \"movie_ratings$history\""));
        Assert.Equal("[[7]]", await api.RowsAsync("SELECT count(*) FROM \"movie_ratings@v1\""));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_told()
    {
        await using var api = await RunningApi.StartAsync();

        using var response = await SendAsync(api, "SELECT * FROM movie_ratings FOR VERSION AS OF 99");
        var (status, type, detail) = await RunningApi.ProblemAsync(response);
        Assert.Equal((400, "invalid-statement"), (status, type));
        Assert.Contains("99", detail, StringComparison.Ordinal);
        using var raw = await SendAsync(api, "SELECT * FROM movielens_dms_parquet.movies FOR VERSION AS OF 0");
        Assert.Contains("keeps no versions", (await RunningApi.ProblemAsync(raw)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_between_versions_are_rows()
    {
        await using var api = await RunningApi.StartAsync();
        Directory.Delete(api.Lake.MovieRatings.Location.LocalPath, recursive: true);
        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, "SELECT i AS movieid FROM range(100) t(i)", ("delta.enableChangeDataFeed", "true"));
        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, "SELECT 7::BIGINT AS movieid");

        Assert.Equal("[[\"delete\",100],[\"insert\",1]]", await RowsAsync(api, "SELECT _change_type, count(*) FROM TABLE(table_changes('movie_ratings', 1)) GROUP BY 1 ORDER BY 1"));
        Assert.Equal("[[101]]", await RowsAsync(api, "SELECT count(*) FROM TABLE(table_changes(schema_name => 'datahandson_mds_movielens_deltalake', table_name => 'movie_ratings', since_version => 0))"));
    }

    private static async Task<string> RowsAsync(RunningApi api, string sql, params object[] parameters)
    {
        using var response = await SendAsync(api, sql, parameters);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("rows").GetRawText();
    }

    private static Task<HttpResponseMessage> SendAsync(RunningApi api, string sql, params object[] parameters) =>
        api.SendBodyAsync(JsonSerializer.Serialize(new { sql, dialect = "athena", database = "datahandson_mds_movielens_deltalake", parameters }), "application/json");
}
