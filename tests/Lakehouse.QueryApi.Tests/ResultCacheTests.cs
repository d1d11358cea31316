using System.Net;
using System.Text.Json;
using DuckDB.NET.Data;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Tests;

public class ResultCacheTests
{
    [Fact]
    public async Task An_answer_is_given_again_until_a_table_changes()
    {
        await using var api = await RunningApi.StartAsync();
        const string Sql = "SELECT count(*), max(title) FROM movie_ratings";
        Assert.False(await IsHitAsync(api, new { sql = Sql }));
        Assert.True(await IsHitAsync(api, new { sql = Sql }));

        // Another text, limit, parameter or format is another answer.
        Assert.False(await IsHitAsync(api, new { sql = Sql + " " }));
        Assert.False(await IsHitAsync(api, new { sql = Sql, limit = 1 }));
        Assert.False(await IsHitAsync(api, new { sql = Sql }, "text/csv"));
        Assert.True(await IsHitAsync(api, new { sql = Sql }, "text/csv"));
        Assert.False(await IsHitAsync(api, new { sql = "SELECT title FROM movie_ratings WHERE movieid = $1", parameters = new[] { 1 } }));
        Assert.False(await IsHitAsync(api, new { sql = "SELECT title FROM movie_ratings WHERE movieid = $1", parameters = new[] { 2 } }));
        Assert.True(await IsHitAsync(api, new { sql = "SELECT title FROM movie_ratings WHERE movieid = $1", parameters = new[] { 1 } }));

        await api.Lake.OverwriteAsync(api.Lake.MovieRatings, "SELECT 1::INTEGER AS movieid, 'new' AS title");
        Assert.False(await IsHitAsync(api, new { sql = Sql }));
        Assert.Equal("[[1,\"new\"]]", await api.RowsAsync(Sql));
    }

    [Theory]
    [InlineData("SELECT random()")]
    [InlineData("SELECT uuid()")]
    [InlineData("SELECT now()")]
    [InlineData("SELECT current_timestamp")]
    [InlineData("SELECT current_date")]
    [InlineData("SELECT today()")]
    [InlineData("SELECT count(*) FROM movie_ratings WHERE random() < 2")]
    [InlineData("SELECT count(*) FROM (SELECT * FROM movie_ratings USING SAMPLE 10 ROWS)")]
    [InlineData("SELECT count(*) FROM movie_ratings TABLESAMPLE 10%")]
    [InlineData("EXPLAIN ANALYZE SELECT 1")]
    [InlineData("SHOW TABLES")]
    public async Task What_hangs_on_chance_or_time_is_not_kept(string sql)
    {
        await using var api = await RunningApi.StartAsync();
        Assert.False(await IsHitAsync(api, new { sql }));
        Assert.False(await IsHitAsync(api, new { sql }));
    }

    [Fact]
    public void Every_function_that_DuckDB_calls_volatile_is_known_as_such()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IS NOT NULL AND stability <> 'CONSISTENT'";
        using var reader = command.ExecuteReader();
        var missed = new List<string>();
        while (reader.Read())
        {
            var name = reader.GetString(0);
            if (FunctionRules.IsRepeatable(name) && FunctionRules.IsScalarFunctionOpen(name))
            {
                missed.Add(name);
            }
        }

        Assert.Equal("", string.Join(", ", missed));
    }

    [Fact]
    public async Task Nobody_gets_an_answer_that_was_made_for_other_eyes()
    {
        const string Ratings = "datahandson_mds_movielens_deltalake.movie_ratings";
        await using var api = await RunningApi.StartAsync(
            "--Access:Principals:ann:ApiKey=ann-key-0123456789",
            "--Access:Principals:bob:ApiKey=bob-key-0123456789",
            "--Access:Principals:eve:ApiKey=eve-key-0123456789",
            "--Access:Principals:eve:Allow=movielens_staged.*",
            $"--Access:RowFilters:0:Table={Ratings}",
            "--Access:RowFilters:0:Principals=bob",
            "--Access:RowFilters:0:Where=movieid <= 10");
        for (var turn = 0; turn < 2; turn++)
        {
            Assert.Equal("[[100]]", await RowsAsync("ann"));
            Assert.Equal("[[10]]", await RowsAsync("bob"));
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("eve")).StatusCode);
        }

        async Task<string> RowsAsync(string name) => JsonDocument.Parse(await (await SendAsync(name)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("rows").GetRawText();

        async Task<HttpResponseMessage> SendAsync(string name)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = new StringContent("{\"sql\": \"SELECT count(*) FROM movie_ratings\"}", null, "application/json") };
            request.Headers.Add("X-Api-Key", $"{name}-key-0123456789");
            return await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_long_answer_is_not_kept()
    {
        await using var api = await RunningApi.StartAsync("--Query:ResultCacheMegabytes=1");
        const string Sql = "SELECT repeat('x', 1000) || range FROM range(200)";
        Assert.False(await IsHitAsync(api, new { sql = Sql }));
        Assert.False(await IsHitAsync(api, new { sql = Sql }));
    }

    private static async Task<bool> IsHitAsync(RunningApi api, object request, string? accept = null)
    {
        using var response = await api.SendBodyAsync(JsonSerializer.Serialize(request), "application/json", accept);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return response.Headers.TryGetValues("Cache-Status", out var status) && status.Single() == "lakehouse; hit" && response.Headers.Age is not null;
    }
}
