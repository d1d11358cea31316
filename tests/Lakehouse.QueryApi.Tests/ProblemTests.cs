namespace Lakehouse.QueryApi.Tests;

public class ProblemTests(RunningApi api)
{
    [Theory]
    [InlineData("SELECT * FROM movie_rating", "Did you mean movie_ratings?")]
    [InlineData("SELECT * FROM datahandson_mds_movielens_deltalake.user_tag", "Did you mean user_tags?")]
    [InlineData("SELECT * FROM movielens_stage.movies", "There is no database 'movielens_stage'. Did you mean movielens_staged?")]
    [InlineData("SELECT * FROM hive.a.b", "There is no catalog 'hive'")]
    [InlineData("SELECT * FROM nothing_like_it", "movielens_staged.ratings")]
    [InlineData("SHOW TABLES FROM nowhere", "There is no database 'nowhere'")]
    public async Task An_unknown_table_is_told_with_the_nearest_names_and_those_that_exist(string sql, string expected)
    {
        var (status, type, detail) = await api.ProblemAsync(sql);

        Assert.Equal((400, "unknown-table"), (status, type));
        Assert.Contains(expected, detail, StringComparison.Ordinal);
        Assert.Contains("movielens_staged", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_the_pipeline_has_not_written_yet_says_so()
    {
        var (status, type, detail) = await api.ProblemAsync("SELECT * FROM movielens_staged.ratings");

        Assert.Equal((409, "table-without-data"), (status, type));
        Assert.Contains("has no data yet: the pipeline has not written file://", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT\n  titel FROM movie_ratings", "invalid-statement", "Referenced column \"titel\" not found", "(line 2, column 3)")]
    [InlineData("SELEC 1", "syntax-error", "syntax error at or near \"SELEC\"", "(line 1, column 1)")]
    [InlineData("SELECT 'é漢', FROM WHERE", "syntax-error", "syntax error", "column")]
    [InlineData("SELECT no_such_function(1)", "invalid-statement", "no_such_function", "(line 1, column 8)")]
    [InlineData("SELECT * FROM movie_ratings WHERE title = ", "syntax-error", "syntax error at end of input", "")]
    [InlineData("SELECT a.b FROM movie_ratings r", "invalid-statement", "a", "(line 1, column 8)")]
    public async Task A_wrong_statement_is_told_what_is_wrong_and_where(string sql, string type, string message, string place)
    {
        var problem = await api.ProblemAsync(sql);

        Assert.Equal((400, type), (problem.Status, problem.Type));
        Assert.Contains(message, problem.Detail, StringComparison.Ordinal);
        Assert.Contains(place, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT CAST(title AS INTEGER) FROM movie_ratings", "Could not convert string")]
    [InlineData("SELECT error('from the data')", "from the data")]
    [InlineData("SELECT (SELECT movieid FROM movie_ratings)", "More than one row")]
    [InlineData("SELECT 9223372036854775807 + movieid FROM movie_ratings", "Overflow")]
    public async Task A_query_that_fails_on_the_data_is_unprocessable(string sql, string message)
    {
        var (status, type, detail) = await api.ProblemAsync(sql);

        Assert.Equal((422, "query-failed"), (status, type));
        Assert.Contains(message, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_the_first_rows_cuts_the_answer_off()
    {
        using var response = await api.SendAsync("SELECT i, repeat('x', 100), CASE WHEN i = 150000 THEN error('late') END FROM range(200000) t(i)", "text/csv");

        Assert.True(response.IsSuccessStatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));
    }

    [Fact]
    public async Task Positional_parameters_are_bound()
    {
        Assert.Equal("""[["Film 3, \"the\" third",3.5,true,null,"o'x"]]""", await api.RowsAsync(
            "SELECT title, ?, ?, ?, ? FROM movie_ratings WHERE movieid = ?", new object?[] { 3.5, true, null, "o'x", 3 }));
    }

    [Fact]
    public async Task Named_parameters_are_bound() =>
        Assert.Equal("[[50]]", await api.RowsAsync("SELECT count(*) FROM movie_ratings WHERE movieid BETWEEN $low AND $high", new { low = 51, high = 100 }));

    [Theory]
    [InlineData("SELECT ?", "[]", "has 1 parameter(s), but 0 value(s)")]
    [InlineData("SELECT 1", "[1]", "has 0 parameter(s), but 1 value(s)")]
    [InlineData("SELECT $a", "{\"b\": 1}", "has no parameter $b")]
    [InlineData("SELECT ?", "[[1]]", "Parameter 1 is a JSON array")]
    public async Task Parameters_that_do_not_fit_are_refused(string sql, string parameters, string message)
    {
        using var response = await api.SendBodyAsync($"{{\"sql\": \"{sql}\", \"parameters\": {parameters}}}", "application/json");

        var (status, type, detail) = await RunningApi.ProblemAsync(response);
        Assert.Equal((400, "invalid-parameters"), (status, type));
        Assert.Contains(message, detail, StringComparison.Ordinal);
    }
}
