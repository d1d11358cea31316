namespace Lakehouse.QueryApi.Tests;

public class SpecificationQueryTests(RunningApi api)
{
    [Fact]
    public async Task The_best_rated_films()
    {
        var answer = await api.QueryAsync("SELECT title, avg_rating, genres FROM datahandson_mds_movielens_deltalake.movie_ratings ORDER BY avg_rating DESC NULLS LAST, title LIMIT 10");

        Assert.Equal("""[{"name":"title","type":"varchar"},{"name":"avg_rating","type":"double"},{"name":"genres","type":"varchar"}]""", answer.GetProperty("columns").GetRawText());
        Assert.Equal(10, answer.GetProperty("rows").GetArrayLength());
        Assert.Equal("""["Film 49",4.9,"Drama|Comedy"]""", answer.GetProperty("rows")[0].GetRawText());
        Assert.Equal(10, answer.GetProperty("rowCount").GetInt64());
        Assert.False(answer.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task The_most_used_tags()
    {
        var rows = await api.RowsAsync("SELECT tag, COUNT(*) AS total FROM datahandson_mds_movielens_deltalake.user_tags GROUP BY tag ORDER BY total DESC, tag LIMIT 20");

        Assert.StartsWith("""[["tag 0",8],["tag 1",8],""", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_name_the_versions_that_were_read()
    {
        var statistics = (await api.QueryAsync("SELECT count(*) FROM movie_ratings JOIN movies USING (movieid)")).GetProperty("statistics");

        Assert.Equal(2, statistics.GetProperty("filesScanned").GetInt32());
        Assert.True(statistics.GetProperty("bytesScanned").GetInt64() > 0);
        Assert.True(statistics.GetProperty("elapsedMilliseconds").GetDouble() > 0);
        Assert.Equal(["movie_ratings", "movies"], statistics.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("table").GetString()!));
        Assert.All(statistics.GetProperty("tables").EnumerateArray(), table => Assert.Equal(0, table.GetProperty("version").GetInt64()));
    }

    [Theory]
    [InlineData("SELECT count(*) FROM movie_ratings")]
    [InlineData("SELECT count(*) FROM Datahandson_MDS_movielens_deltalake.MOVIE_RATINGS")]
    [InlineData("SELECT count(*) FROM awsdatacatalog.datahandson_mds_movielens_deltalake.movie_ratings")]
    [InlineData("SELECT count(*) FROM \"datahandson_mds_movielens_deltalake\".\"movie_ratings\"")]
    [InlineData("WITH movies AS (SELECT * FROM movie_ratings) SELECT count(*) FROM movies")]
    [InlineData("FROM movie_ratings SELECT count(*)")]
    [InlineData("VALUES (100)")]
    public async Task Tables_are_found_by_every_usual_name(string sql) => Assert.Equal("[[100]]", await api.RowsAsync(sql));

    [Fact]
    public async Task Unqualified_names_are_looked_for_in_curated_then_staged_then_raw()
    {
        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM movies"));
        Assert.Equal("[[101]]", await api.RowsAsync("SELECT count(*) FROM movielens_dms_parquet.movies"));
    }

    [Fact]
    public async Task Raw_files_with_later_columns_read_as_one_table() =>
        Assert.Equal("""[["I","Film 1",null],["U","Film one","x"]]""", await api.RowsAsync("SELECT Op, title, added_later FROM movielens_dms_parquet.movies WHERE movieid = 1 ORDER BY Op"));

    [Fact]
    public async Task Show_and_describe_speak_of_the_catalog()
    {
        Assert.Contains("""["datahandson_mds_movielens_deltalake","user_tags"]""", await api.RowsAsync("SHOW TABLES"), StringComparison.Ordinal);
        Assert.Equal("""[["datahandson_mds_movielens_deltalake","movie_ratings"],["datahandson_mds_movielens_deltalake","user_tags"]]""", await api.RowsAsync("SHOW TABLES FROM datahandson_mds_movielens_deltalake"));
        Assert.Equal("""[["datahandson_mds_movielens_deltalake"],["movielens_staged"],["movielens_dms_parquet"],["ops"]]""", await api.RowsAsync("SHOW DATABASES"));
        Assert.Contains("""["avg_rating","DOUBLE",""", await api.RowsAsync("DESCRIBE movie_ratings"), StringComparison.Ordinal);
        Assert.Contains("physical_plan", await api.RowsAsync("/* plan */ EXPLAIN -- it\n SELECT * FROM movie_ratings"), StringComparison.Ordinal);
        Assert.Contains("analyzed_plan", await api.RowsAsync("explain analyze select 1"), StringComparison.Ordinal);
    }
}
