using System.Net;
using System.Text.Json;

namespace Lakehouse.QueryApi.Tests;

/// <summary>The tables as resources, with the operators that docs/query.md lists.</summary>
public class TableResourceTests(RunningApi api)
{
    [Theory]
    [InlineData("movieid=eq.7&select=movieid,title", """[{"movieid":7,"title":"Film 7"}]""")]
    [InlineData("avg_rating=gte.4.8&order=avg_rating.desc,movieid&select=movieid,rating:avg_rating&limit=3", """[{"movieid":49,"rating":4.9},{"movieid":99,"rating":4.9},{"movieid":48,"rating":4.8}]""")]
    [InlineData("movieid=in.(3,1,2)&select=movieid&order=movieid.desc", """[{"movieid":3},{"movieid":2},{"movieid":1}]""")]
    [InlineData("movieid=not.in.(1,2)&movieid=lt.5&select=movieid&order=movieid", """[{"movieid":3},{"movieid":4}]""")]
    [InlineData("movieid=gt.97&movieid=neq.99&select=movieid&order=movieid", """[{"movieid":98},{"movieid":100}]""")]
    [InlineData("movieid=lte.2&select=movieid&order=movieid.asc", """[{"movieid":1},{"movieid":2}]""")]
    [InlineData("avg_rating=is.null&movieid=lt.30&select=movieid&order=movieid", """[{"movieid":10},{"movieid":20}]""")]
    [InlineData("avg_rating=not.is.null&movieid=in.(9,10)&select=movieid", """[{"movieid":9}]""")]
    [InlineData("avg_rating=is.not_null&movieid=in.(9,10)&select=movieid", """[{"movieid":9}]""")]
    [InlineData("avg_rating=isdistinct.0.9&movieid=in.(9,10)&select=movieid", """[{"movieid":10}]""")]
    [InlineData("title=like.Film 1*&movieid=lt.12&select=movieid&order=movieid", """[{"movieid":1},{"movieid":10},{"movieid":11}]""")]
    [InlineData("title=ilike.*THIRD&select=movieid", """[{"movieid":3}]""")]
    [InlineData("title=match.^Film [45]$&select=movieid&order=movieid", """[{"movieid":4},{"movieid":5}]""")]
    [InlineData("title=imatch.^film 6$&select=movieid", """[{"movieid":6}]""")]
    [InlineData("title=in.(\"Film 3, \\\"the\\\" third\",Film 4)&select=movieid&order=movieid", """[{"movieid":3},{"movieid":4}]""")]
    [InlineData("or=(movieid.eq.1,and(movieid.gt.10,movieid.lt.12),not.or(movieid.gt.2,movieid.lt.2))&select=movieid&order=movieid", """[{"movieid":1},{"movieid":2},{"movieid":11}]""")]
    [InlineData("not.and=(movieid.gt.1,movieid.lte.100)&select=movieid", """[{"movieid":1}]""")]
    [InlineData("and=(\"movieid\".gte.1,movieid.not.gt.1)&select=MOVIEID", """[{"movieid":1}]""")]
    [InlineData("order=movieid&limit=1&offset=41&select=movieid", """[{"movieid":42}]""")]
    [InlineData("limit=0", "[]")]
    [InlineData("title=eq.' OR 1=1 --", "[]")]
    [InlineData("order=avg_rating.desc.nullsfirst,movieid&limit=1&select=movieid,avg_rating", """[{"movieid":10,"avg_rating":null}]""")]
    [InlineData("select=movieid:title&order=movieid.desc&limit=2", """[{"movieid":"Film 100"},{"movieid":"Film 99"}]""")]
    public async Task A_resource_answers_with_the_rows_that_were_asked_for(string query, string expected) => Assert.Equal(expected, await ReadAsync($"v1/tables/movie_ratings?{Escape(query)}"));

    [Theory]
    [InlineData("order=avg_rating.desc,movieid")]
    [InlineData("order=avg_rating.desc.nullsfirst,movieid.desc")]
    [InlineData("order=avg_rating,movieid.desc")]
    [InlineData("order=title")]
    public async Task Pages_after_a_key_give_every_row_once(string order)
    {
        var all = await RowsAsync($"v1/tables/movie_ratings?{order}");
        Assert.Equal(100, all.Count);
        var columns = order["order=".Length..].Split(',').Select(part => part.Split('.')[0]).ToArray();
        var (pages, after) = (new List<string>(), "");
        while (await RowsAsync($"v1/tables/movie_ratings?{order}&limit=7{after}") is { Count: > 0 } page)
        {
            pages.AddRange(page.Select(row => row.GetRawText()));
            after = "&after=" + Uri.EscapeDataString($"({string.Join(',', columns.Select(column => Key(page[^1].GetProperty(column))))})");
        }

        Assert.Equal(all.Select(row => row.GetRawText()), pages);
    }

    [Theory]
    [InlineData("avg_rating=4", "has no operator")]
    [InlineData("avg_rating=gte.four", "is double; 'four' is no such value")]
    [InlineData("movieid=eq.1.5", "is integer; '1.5' is no such value")]
    [InlineData("movieid=eq.99999999999", "is no such value")]
    [InlineData("movieid=like.1*", "are for text")]
    [InlineData("movieid=near.1", "There is no operator 'near'")]
    [InlineData("movieid=is.maybe", "is. has null and not_null")]
    [InlineData("rating=gte.4", "has no column 'rating'. Did you mean avg_rating")]
    [InlineData("select=title,nothing", "has no column 'nothing'")]
    [InlineData("select=movieid:title,MovieId", "names two columns movieid")]
    [InlineData("select=:title", "without a name before the colon")]
    [InlineData("order=title.up", "'up' in order")]
    [InlineData("limit=-1", "limit=-1 is no whole number")]
    [InlineData("limit=1&limit=2", "limit stands 2 times")]
    [InlineData("offset=x", "offset=x is no whole number")]
    [InlineData("movieid=in.1,2", "is no list")]
    [InlineData("or=(movieid.eq.1", "is no list")]
    [InlineData("or=(movieid.eq.1,(x)", "without its other half")]
    [InlineData("or=(movieid)", "is no condition")]
    [InlineData("order=movieid&after=(1,2)", "order has 1 column(s)")]
    [InlineData("after=(1)", "order has 0 column(s)")]
    [InlineData("or=(or(or(or(or(or(or(or(or(or(or(or(or(movieid.eq.1))))))))))))", "without its other half")]
    [InlineData("or=(or(or(or(or(or(or(or(or(or(or(or(or(movieid.eq.1)))))))))))))", "nest more than 10 levels")]
    public async Task What_is_not_understood_is_told(string query, string detail)
    {
        using var response = await api.Http.GetAsync(new Uri($"v1/tables/movie_ratings?{Escape(query)}", UriKind.Relative), TestContext.Current.CancellationToken);

        var (status, type, told) = await RunningApi.ProblemAsync(response);
        Assert.Equal((400, "invalid-request"), (status, type));
        Assert.Contains(detail, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1/tables/nothing", 404, "unknown-table")]
    [InlineData("v1/tables/nowhere/movies", 404, "unknown-table")]
    [InlineData("v1/tables/movie_ratings@v77", 404, "unknown-table")]
    [InlineData("v1/tables/movielens_staged/ratings", 409, "table-without-data")]
    public async Task A_table_that_is_not_there_is_told(string path, int status, string type)
    {
        using var response = await api.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((status, type), await RunningApi.ProblemAsync(response) is var (found, kind, _) ? (found, kind) : default);
    }

    [Fact]
    public async Task Every_table_is_a_resource_and_every_format_is_offered()
    {
        var list = JsonDocument.Parse(await ReadAsync("v1/tables")).RootElement;
        Assert.Equal(12, list.GetArrayLength());
        Assert.Contains("/v1/tables/movie_ratings", list.EnumerateArray().Select(table => table.GetProperty("href").GetString()));
        Assert.Equal("""[{"title":"Film 5"}]""", await ReadAsync("v1/tables/movielens_staged/movies?movieid=eq.5&select=title"));
        Assert.Equal("""[{"title":"Film one"}]""", await ReadAsync("v1/tables/movielens_dms_parquet/movies?Op=eq.U&select=title"));
        Assert.Equal("""[{"title":"Film 5"}]""", await ReadAsync("v1/tables/movie_ratings@v0?movieid=eq.5&select=title"));
        Assert.Equal("title\r\nFilm 5\r\n", await ReadAsync("v1/tables/movie_ratings?movieid=eq.5&select=title", "text/csv"));
        Assert.StartsWith("PAR1", await ReadAsync("v1/tables/movie_ratings?movieid=eq.5", "application/vnd.apache.parquet"), StringComparison.Ordinal);
    }

    private static string Escape(string query) => string.Join('&', query.Split('&').Select(pair => pair.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}"));

    private static string Key(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => $"\"{value.GetString()!.Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        _ => value.GetRawText(),
    };

    private async Task<List<JsonElement>> RowsAsync(string path) => [.. JsonDocument.Parse(await ReadAsync(path)).RootElement.EnumerateArray()];

    private async Task<string> ReadAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return text;
    }
}
