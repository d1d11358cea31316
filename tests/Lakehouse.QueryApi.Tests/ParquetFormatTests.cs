using DuckDB.NET.Data;

namespace Lakehouse.QueryApi.Tests;

public class ParquetFormatTests(RunningApi api)
{
    private const string MediaType = "application/vnd.apache.parquet";

    [Theory]
    [InlineData("SELECT * FROM movie_ratings ORDER BY movieid")]
    [InlineData("SELECT i, 'row ' || i AS t, i / 7 AS q, [i, NULL] AS l, {'a': i, 'b': {'c': 'x'}} AS s FROM range(300000) AS r(i)")]
    [InlineData("SELECT 12.50::DECIMAL(9,2) AS d, sum(1) AS h, DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 12:34:56.789' AS ts, TIMESTAMPTZ '2024-02-29 12:34:56+02' AS tz, TIME '12:34:56' AS t, 'abc'::BLOB AS b, true AS yes, NULL::INTEGER AS n, MAP {'k': 1} AS m, 'b'::ENUM('a', 'b') AS e")]
    [InlineData("SELECT repeat('wide ', 2000) || i AS t FROM range(20000) AS r(i)")]
    public async Task A_file_holds_the_rows_and_their_types(string sql)
    {
        await WithFileAsync(sql, file =>
        {
            Assert.Equal(Read($"SELECT md5(string_agg(f::VARCHAR, '|' ORDER BY f::VARCHAR)) FROM read_parquet('{file}') AS f"), Read($"SELECT md5(string_agg(f::VARCHAR, '|' ORDER BY f::VARCHAR)) FROM ({Own(sql)}) AS f"));
            Assert.Equal(Types($"read_parquet('{file}')"), Types($"({Own(sql)})"));
        });
    }

    [Fact]
    public async Task A_result_without_rows_is_a_file_with_columns() =>
        await WithFileAsync("SELECT title, avg_rating FROM movie_ratings WHERE movieid < 0", file => Assert.Equal("title VARCHAR,avg_rating DOUBLE", Types($"read_parquet('{file}')")));

    [Fact]
    public async Task Row_groups_are_bounded() => await WithFileAsync(
        "SELECT i FROM range(300000) AS r(i)",
        file => Assert.Equal("3", Read($"SELECT count(DISTINCT row_group_id) FROM parquet_metadata('{file}')")));

    [Fact]
    public async Task A_type_that_Parquet_lacks_is_named()
    {
        using var response = await api.SendAsync("SELECT INTERVAL 1 DAY AS i", MediaType);

        var (status, type, detail) = await RunningApi.ProblemAsync(response);
        Assert.Equal((422, "unsupported-type"), (status, type));
        Assert.Contains("CAST it to VARCHAR", detail, StringComparison.Ordinal);
    }

    private async Task WithFileAsync(string sql, Action<string> check)
    {
        using var response = await api.SendAsync(sql, MediaType);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(MediaType, response.Content.Headers.ContentType?.MediaType);
        var file = Path.Combine(Path.GetTempPath(), $"lakehouse-{Guid.NewGuid():N}.parquet");
        try
        {
            await using (var target = File.Create(file))
            {
                await response.Content.CopyToAsync(target, TestContext.Current.CancellationToken);
            }

            check(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The statement as DuckDB alone runs it: over the table's only file. Enums are text in a file.</summary>
    private string Own(string sql)
    {
        var folder = Path.Combine(api.Lake.Root, "curated", "movielens", "movie_ratings");
        return sql.Replace("FROM movie_ratings", $"FROM read_parquet('{folder}/*.parquet')", StringComparison.Ordinal).Replace("'b'::ENUM('a', 'b')", "'b'", StringComparison.Ordinal).Replace("sum(1)", "1::DECIMAL(38,0)", StringComparison.Ordinal);
    }

    private static string Types(string relation) => Read($"SELECT string_agg(column_name || ' ' || column_type, ',') FROM (DESCRIBE SELECT * FROM {relation})");

    private static string Read(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }
}
