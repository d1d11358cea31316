using System.Text.Json;
using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Tests;

/// <summary>Files are left out by partition values and statistics before the engine opens them: a file that is left out may even be damaged.</summary>
public class PruningTests(PruningTests.Ratings ratings) : IClassFixture<PruningTests.Ratings>
{
    /// <summary>Ten partitions of two files each: users 0 to 49 and 50 to 99, films that depend on the user and the year.</summary>
    public sealed class Ratings : IAsyncLifetime
    {
        public RunningApi Api { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Api = await RunningApi.StartAsync("--Query:ResultCacheMegabytes=0");
            var table = Api.Lake.Table("staged", "ratings");
            foreach (var start in new[] { 0, 50 })
            {
                await Api.Lake.AppendAsync(
                    table,
                    $"SELECT (2010 + i % 10)::INTEGER AS year, ({start} + i // 10)::INTEGER AS userid, (i % 7)::INTEGER AS movieid, 0.5 * (i % 10)::DOUBLE AS rating, DATE '2024-01-01' + ({start} + i // 10)::INTEGER AS day, CASE WHEN i % 3 > 0 THEN 'note ' || i END AS note FROM range(500) t(i)",
                    new WriteOptions { PartitionBy = ["year"] });
            }
        }

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    [Theory]
    // Partition values.
    [InlineData("SELECT count(*) FROM ratings WHERE year = 2012", 2, "[[100]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE year IN (2012, 2014)", 4, "[[200]]")]
    [InlineData("SELECT count(*) FROM ratings r WHERE r.year BETWEEN 2012 AND 2013 AND r.userid < 50", 2, "[[100]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE NOT year < 2019", 2, "[[100]]")]
    // Statistics.
    [InlineData("SELECT count(*) FROM ratings WHERE userid = 7", 10, "[[10]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE userid > 99", 0, "[[0]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE userid >= 50 AND year = 2010", 1, "[[50]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE day = DATE '2024-01-08'", 10, "[[10]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE day >= DATE '2024-01-01' + INTERVAL 60 DAY", 10, "[[400]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE userid = 7 OR year = 2012", 11, "[[109]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE userid = 7 AND hash(movieid) IS NOT NULL", 10, "[[10]]")]
    [InlineData("SELECT count(*) FROM movielens_staged.ratings WHERE movielens_staged.ratings.userid = 7", 20, "[[10]]")]
    // Conditions that say nothing, or would say something wrong, about files.
    [InlineData("SELECT count(*) FROM ratings", 20, "[[1000]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE userid = 7 OR hash(movieid) IS NULL", 20, "[[10]]")]
    [InlineData("SELECT count(*) FROM ratings WHERE NOT (userid = 7 AND hash(movieid) IS NULL)", 20, "[[1000]]")]
    [InlineData("SELECT count(*) FROM (SELECT * FROM ratings USING SAMPLE 100 ROWS) WHERE userid = 7 OR true", 20, "[[100]]")]
    [InlineData("SELECT count(*) FROM ratings AS t(a, userid) WHERE userid = 7", 20, "[[10]]")]
    // Joins: the side that may be filled up with NULL is read whole.
    [InlineData("SELECT count(*) FROM ratings a JOIN ratings b USING (year, userid) WHERE a.userid = 7 AND b.userid = 7", 10, "[[10]]")]
    [InlineData("SELECT count(*) FROM ratings a JOIN ratings b ON a.userid = b.userid AND a.year = b.year AND a.year = 2012 AND b.year = 2013", 4, "[[0]]")]
    [InlineData("SELECT count(*) FROM movies m LEFT JOIN ratings r ON r.movieid = m.movieid AND r.year = 2012 WHERE r.userid IS NULL", 20, null)]
    [InlineData("SELECT count(*) FROM movies m LEFT JOIN ratings r ON r.movieid = m.movieid WHERE r.userid > 1000 OR r.userid IS NULL", 20, null)]
    [InlineData("SELECT count(*) FROM ratings r LEFT JOIN movies m ON r.movieid = m.movieid WHERE r.year = 2012", 2, "[[100]]")]
    [InlineData("SELECT count(*) FROM ratings a, ratings b WHERE a.userid = 7 AND a.year = b.year AND a.userid = b.userid", 20, "[[10]]")]
    // Every place that names the table counts.
    [InlineData("SELECT (SELECT count(*) FROM ratings WHERE year = 2011), (SELECT count(*) FROM ratings WHERE year = 2012)", 4, "[[100,100]]")]
    [InlineData("SELECT (SELECT count(*) FROM ratings WHERE year = 2011), (SELECT count(*) FROM ratings)", 20, "[[100,1000]]")]
    [InlineData("WITH ratings AS (SELECT 7 AS userid) SELECT count(*) FROM ratings WHERE userid = 7", 0, "[[1]]")]
    [InlineData("WITH r AS (SELECT * FROM ratings WHERE year = 2012) SELECT count(*) FROM r a JOIN r b USING (userid, movieid)", 2, null)]
    [InlineData("SELECT count(*) FROM \"ratings@v0\" WHERE year = 2012", 1, "[[50]]")]
    // Conditions reach through a SELECT of one table, in FROM or under a name, whose rows are the table's.
    [InlineData("SELECT count(*) FROM (SELECT * FROM ratings) WHERE year = 2012", 2, "[[100]]")]
    [InlineData("SELECT count(*) FROM (SELECT r.userid, year AS y, rating * 2 AS movieid FROM ratings r WHERE year < 2015) s WHERE s.userid = 7", 5, "[[5]]")]
    [InlineData("WITH r AS (SELECT * FROM ratings ORDER BY day) SELECT count(*) FROM r WHERE r.year = 2012", 2, "[[100]]")]
    [InlineData("WITH r AS (SELECT * FROM ratings WHERE userid < 50) SELECT (SELECT count(*) FROM r WHERE year = 2012), (SELECT count(*) FROM r WHERE year = 2013)", 2, "[[50,50]]")]
    [InlineData("SELECT count(*) FROM movies m JOIN (SELECT movieid, year FROM ratings) r ON r.movieid = m.movieid AND r.year = 2012", 2, null)]
    [InlineData("WITH r AS (SELECT * FROM ratings) SELECT (SELECT count(*) FROM r WHERE year = 2012), (SELECT count(*) FROM r)", 20, "[[100,1000]]")]
    [InlineData("WITH r AS (SELECT * FROM ratings) SELECT count(*) FROM movies m LEFT JOIN r ON r.movieid = m.movieid WHERE r.year = 2012 OR r.year IS NULL", 20, null)]
    [InlineData("WITH ratings AS (SELECT * FROM ratings) SELECT count(*) FROM ratings WHERE year = 2012", 2, "[[100]]")]
    [InlineData("SELECT count(*) FROM (SELECT * FROM ratings LIMIT 1000) WHERE year = 2012", 20, "[[100]]")]
    [InlineData("SELECT count(*) FROM (SELECT userid, year, count(*) OVER () AS n FROM ratings) WHERE year = 2012 AND n = 1000", 20, "[[100]]")]
    [InlineData("SELECT count(*) FROM (SELECT max(year) AS year FROM ratings) WHERE year = 2012", 20, "[[0]]")]
    [InlineData("SELECT count(*) FROM (SELECT year, count(*) AS n FROM ratings GROUP BY year) WHERE year = 2012", 20, "[[1]]")]
    [InlineData("SELECT count(*) FROM (SELECT DISTINCT ON (userid) * FROM ratings ORDER BY userid, year) WHERE year = 2012", 20, "[[0]]")]
    [InlineData("SELECT count(*) FROM (SELECT movieid AS year FROM ratings) WHERE year = 2012", 20, "[[0]]")]
    [InlineData("SELECT count(*) FROM (SELECT * REPLACE (2012 AS year) FROM ratings) WHERE year = 2012", 20, "[[1000]]")]
    [InlineData("SELECT count(*) FROM (SELECT year, userid FROM ratings) AS s(userid, year) WHERE s.userid = 2012", 20, "[[100]]")]
    [InlineData("WITH r(userid, year) AS (SELECT year, userid FROM ratings) SELECT count(*) FROM r WHERE userid = 2012", 20, "[[100]]")]
    public async Task Only_files_that_may_hold_rows_of_the_answer_are_read(string sql, int files, string? rows)
    {
        var answer = await ratings.Api.QueryAsync(sql);

        var tables = answer.GetProperty("statistics").GetProperty("tables").EnumerateArray().Where(table => table.GetProperty("table").GetString()!.StartsWith("ratings", StringComparison.Ordinal)).ToArray();
        Assert.Equal(files, tables.Sum(table => table.GetProperty("files").GetInt32()));
        if (tables.Length > 0)
        {
            Assert.Equal(sql.Contains("@v0", StringComparison.Ordinal) ? 10 : 20, tables[0].GetProperty("files").GetInt32() + tables[0].GetProperty("filesPruned").GetInt32());
        }

        // The same without pruning: a condition that holds for every row hides nothing.
        var whole = await ratings.Api.RowsAsync($"SELECT * FROM ({sql}) WHERE (SELECT count(*) FROM movielens_staged.ratings) = 1000");
        Assert.Equal(whole, answer.GetProperty("rows").GetRawText());
        Assert.Equal(rows ?? whole, answer.GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task Parameters_leave_files_out_too()
    {
        foreach (var (sql, parameters) in new (string, object)[]
        {
            ("SELECT count(*) FROM ratings WHERE year = $1 AND userid = $2", new object[] { 2012, 7 }),
            ("SELECT count(*) FROM ratings WHERE userid = $user AND year = $year", new { year = 2012, user = 7 }),
            ("SELECT count(*) FROM ratings WHERE year = ? AND day = CAST(? AS DATE)", new object[] { 2012, "2024-01-08" }),
        })
        {
            var answer = await ratings.Api.QueryAsync(sql, parameters);
            Assert.Equal((1, 19, "[[1]]"), (answer.GetProperty("statistics").GetProperty("filesScanned").GetInt32(), answer.GetProperty("statistics").GetProperty("filesPruned").GetInt32(), answer.GetProperty("rows").GetRawText()));
        }
    }

    [Fact]
    public async Task Parameters_that_say_nothing_about_files_are_the_engines()
    {
        Assert.Equal("[[0]]", await ratings.Api.RowsAsync("SELECT count(*) FROM ratings WHERE note = $1", new[] { "a\0b" }));
        Assert.Equal("[[0]]", await ratings.Api.RowsAsync("SELECT count(*) FROM ratings WHERE note = $1", new[] { "'; DROP TABLE ratings; --" }));
        Assert.Equal("query-failed", (await ratings.Api.ProblemAsync("SELECT count(*) FROM ratings WHERE userid = CAST($1 AS INTEGER)", new[] { "many" })).Type);
    }

    [Fact]
    public async Task Athenas_sql_leaves_files_out_too()
    {
        using var response = await ratings.Api.SendBodyAsync(JsonSerializer.Serialize(new { sql = "SELECT count(*) FROM ratings WHERE year = 2012 AND day = date '2024-01-08'", dialect = "athena" }), "application/json");
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("[[1]]", answer.GetProperty("rows").GetRawText());
        Assert.Equal(19, answer.GetProperty("statistics").GetProperty("filesPruned").GetInt32());
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/vnd.apache.arrow.stream")]
    [InlineData("application/vnd.apache.parquet")]
    [InlineData("application/json")]
    public async Task What_a_query_costs_is_told_in_every_format(string format)
    {
        var statistics = (await ratings.Api.QueryAsync("SELECT * FROM ratings WHERE year = 2012")).GetProperty("statistics");
        using var response = await ratings.Api.SendAsync("SELECT * FROM ratings WHERE year = 2012", format);

        foreach (var (header, member) in new[] { ("Bytes-Scanned", "bytesScanned"), ("Files-Scanned", "filesScanned"), ("Files-Pruned", "filesPruned"), ("Athena-Cost", "estimatedAthenaCostInDollars") })
        {
            Assert.Equal(statistics.GetProperty(member).GetRawText(), Assert.Single(response.Headers.GetValues($"Lakehouse-{header}")));
        }
    }

    [Fact]
    public async Task A_file_that_is_left_out_is_not_opened()
    {
        await using var api = await RunningApi.StartAsync();
        var table = api.Lake.Table("staged", "links");
        await api.Lake.AppendAsync(table, "SELECT i::INTEGER AS movieid FROM range(10) t(i)");
        var whole = Directory.GetFiles(table.Location.LocalPath, "*.parquet", SearchOption.AllDirectories);
        await api.Lake.AppendAsync(table, "SELECT i::INTEGER AS movieid FROM range(10, 20) t(i)");
        foreach (var file in Directory.GetFiles(table.Location.LocalPath, "*.parquet", SearchOption.AllDirectories).Except(whole))
        {
            File.Delete(file);
        }

        Assert.Equal("[[5]]", await api.RowsAsync("SELECT count(*) FROM links WHERE movieid < 5"));
        Assert.Equal("table-unreadable", (await api.ProblemAsync("SELECT count(*) FROM links WHERE movieid < 15")).Type);
    }
}
