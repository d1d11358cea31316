using System.Net.Http.Json;
using System.Text.Json;

namespace Lakehouse.QueryApi.Tests;

public class CatalogTests(RunningApi api)
{
    [Fact]
    public async Task The_list_has_every_table_of_the_pipeline()
    {
        var listing = await GetAsync("v1/catalog/tables");

        Assert.Equal(12, listing.GetProperty("tables").GetArrayLength());
        var ratings = listing.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("table").GetString() == "movie_ratings");
        Assert.Equal("curated", ratings.GetProperty("zone").GetString());
        Assert.Equal("delta", ratings.GetProperty("format").GetString());
        Assert.Equal(0, ratings.GetProperty("version").GetInt64());
        Assert.Equal(100, ratings.GetProperty("rows").GetInt64());
        Assert.Equal(1, ratings.GetProperty("files").GetInt64());
        Assert.StartsWith("file:///", ratings.GetProperty("location").GetString(), StringComparison.Ordinal);
        var missing = listing.GetProperty("tables").EnumerateArray().Single(table => table is var t && t.GetProperty("table").GetString() == "ratings" && t.GetProperty("zone").GetString() == "staged");
        Assert.Equal(JsonValueKind.Null, missing.GetProperty("version").ValueKind);
    }

    [Fact]
    public async Task A_table_has_columns_and_history()
    {
        var table = await GetAsync("v1/catalog/tables/datahandson_mds_movielens_deltalake/movie_ratings");

        Assert.Equal(
            ["movieid integer", "title varchar", "genres varchar", "avg_rating double", "rating_count bigint"],
            table.GetProperty("columns").EnumerateArray().Select(column => $"{column.GetProperty("name")} {column.GetProperty("type")}"));
        Assert.Equal(0, table.GetProperty("history")[0].GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Raw_files_are_the_history_of_a_raw_table()
    {
        var table = await GetAsync("v1/catalog/tables/movielens_dms_parquet/movies");

        Assert.Equal(2, table.GetProperty("table").GetProperty("files").GetInt64());
        Assert.Equal("LOAD00000001.parquet", table.GetProperty("history")[0].GetProperty("operation").GetString());
    }

    [Fact]
    public async Task An_unknown_table_is_not_found()
    {
        using var response = await api.Http.GetAsync("v1/catalog/tables/movielens_staged/movie", TestContext.Current.CancellationToken);

        var (status, type, detail) = await RunningApi.ProblemAsync(response);
        Assert.Equal((404, "unknown-table"), (status, type));
        Assert.Contains("Did you mean movies?", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_page_says_what_is_here()
    {
        Assert.Contains("POST /v1/query", (await GetAsync("")).GetProperty("query").GetString(), StringComparison.Ordinal);
        Assert.Equal("Healthy", await api.Http.GetStringAsync("health", TestContext.Current.CancellationToken));
        Assert.Equal("Healthy", await api.Http.GetStringAsync("alive", TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement> GetAsync(string path) => await api.Http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
}
