namespace Lakehouse.QueryApi.Tests;

public class CsvFormatTests(RunningApi api)
{
    [Fact]
    public async Task Fields_are_quoted_where_RFC_4180_needs_it() => Assert.Equal(
        "plain,\"a,b\",\"say \"\"hi\"\"\"\r\nx,\"1,2\",\"q\"\"q\"\r\n",
        await api.CsvAsync("SELECT 'x' AS plain, '1,2' AS \"a,b\", 'q\"q' AS \"say \"\"hi\"\"\""));

    [Fact]
    public async Task Null_is_empty_and_empty_text_is_quoted() => Assert.Equal("n,e,t\r\n,\"\",x\r\n", await api.CsvAsync("SELECT NULL AS n, '' AS e, 'x' AS t"));

    [Fact]
    public async Task Line_breaks_stay_inside_quotes() => Assert.Equal("t\r\n\"a\nb\r\nc\"\r\n", await api.CsvAsync("SELECT 'a\nb\r\nc' AS t"));

    [Fact]
    public async Task Numbers_times_and_nested_values() => Assert.Equal(
        "b,d,f,ts,l,s\r\n9223372036854775807,1.50,NaN,2024-01-02 03:04:05.000000,\"[1,2]\",\"{\"\"a\"\":null}\"\r\n",
        await api.CsvAsync("SELECT 9223372036854775807 AS b, 1.5::DECIMAL(9,2) AS d, 'NaN'::DOUBLE AS f, TIMESTAMP '2024-01-02 03:04:05' AS ts, [1, 2] AS l, {'a': NULL} AS s"));

    [Fact]
    public async Task Binary_is_base64() => Assert.Equal("b\r\nAP8=\r\n", await api.CsvAsync("SELECT '\\x00\\xFF'::BLOB AS b"));

    [Fact]
    public async Task The_header_line_comes_without_rows_too() => Assert.Equal("title,avg_rating\r\n", await api.CsvAsync("SELECT title, avg_rating FROM movie_ratings WHERE false"));

    [Fact]
    public async Task A_large_result_streams_whole()
    {
        using var response = await api.SendAsync("SELECT i, 'row ' || i AS t FROM range(200000) r(i) ORDER BY i", "text/csv");

        Assert.Null(response.Content.Headers.ContentLength);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        Assert.Equal(200_002, lines.Length);
        Assert.Equal("199999,row 199999", lines[^2]);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public async Task Ndjson_has_an_object_a_line()
    {
        using var response = await api.SendAsync("SELECT i, [i] AS l FROM range(2) r(i)", "application/x-ndjson");

        Assert.Equal("{\"i\":0,\"l\":[0]}\n{\"i\":1,\"l\":[1]}\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
