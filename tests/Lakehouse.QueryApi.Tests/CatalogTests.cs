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
    public async Task A_tables_versions_history_and_files_are_listed()
    {
        const string Table = "v1/catalog/tables/datahandson_mds_movielens_deltalake/movie_ratings";

        var version = Assert.Single((await GetAsync($"{Table}/versions")).EnumerateArray());
        Assert.Equal(0, version.GetProperty("version").GetInt64());
        var commit = Assert.Single((await GetAsync($"{Table}/history?limit=5")).EnumerateArray());
        Assert.Contains("\"numOutputRows\":\"100\"", commit.GetProperty("operation_metrics").GetString(), StringComparison.Ordinal);
        var file = Assert.Single((await GetAsync($"{Table}/files")).EnumerateArray());
        Assert.Equal(100, file.GetProperty("record_count").GetInt64());
        Assert.EndsWith(".parquet", file.GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.Empty((await GetAsync($"{Table}/history?limit=0")).EnumerateArray());
        using var raw = await api.Http.GetAsync("v1/catalog/tables/movielens_dms_parquet/movies/history", TestContext.Current.CancellationToken);
        Assert.Contains("keeps no versions", (await RunningApi.ProblemAsync(raw)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_is_told_now_and_at_a_version()
    {
        const string Table = "v1/catalog/tables/datahandson_mds_movielens_deltalake/movie_ratings";

        Assert.Equal(["datahandson_mds_movielens_deltalake 2", "movielens_staged 4", "movielens_dms_parquet 4", "ops 2"], (await GetAsync("v1/catalog/schemas")).EnumerateArray().Select(schema => $"{schema.GetProperty("database")} {schema.GetProperty("tables")}"));
        Assert.Equal(5, (await GetAsync($"{Table}/schema")).GetProperty("columns").GetArrayLength());
        Assert.Equal(0, (await GetAsync($"{Table}/schema?version=0")).GetProperty("version").GetInt64());
        Assert.Equal(4, (await GetAsync("v1/catalog/tables/movielens_dms_parquet/movies/schema")).GetProperty("columns").GetArrayLength());
        using var missing = await api.Http.GetAsync($"{Table}/schema?version=9", TestContext.Current.CancellationToken);
        Assert.Equal(404, (await RunningApi.ProblemAsync(missing)).Status);
    }

    [Fact]
    public async Task Lineage_leads_from_the_source_to_the_curated_tables()
    {
        var curated = await GetAsync("v1/catalog/tables/datahandson_mds_movielens_deltalake/movie_ratings/lineage");
        Assert.Equal(["staged.movies", "staged.ratings"], Names(curated.GetProperty("upstream")).Order());
        Assert.Empty(Names(curated.GetProperty("downstream")));
        Assert.True(curated.GetProperty("isComplete").GetBoolean());
        var origin = Assert.Single(curated.GetProperty("columns").EnumerateArray().Single(column => column.GetProperty("name").GetString() == "avg_rating").GetProperty("from").EnumerateArray());
        Assert.Equal("staged.ratings.rating aggregation", $"{Name(origin.GetProperty("table"))}.{origin.GetProperty("column")} {origin.GetProperty("use")}");
        Assert.Contains("source.ratings → raw.ratings", curated.GetProperty("edges").EnumerateArray().Select(edge => $"{Name(edge.GetProperty("from"))} → {Name(edge.GetProperty("to"))}"));

        var raw = await GetAsync("v1/catalog/tables/movielens_dms_parquet/tags/lineage");
        Assert.Equal(["source.tags"], Names(raw.GetProperty("upstream")));
        Assert.Equal(["staged.tags"], Names(raw.GetProperty("downstream")));
        Assert.Contains("staged.tags → curated.user_tags", raw.GetProperty("edges").EnumerateArray().Select(edge => $"{Name(edge.GetProperty("from"))} → {Name(edge.GetProperty("to"))}"));

        static string Name(JsonElement table) => $"{table.GetProperty("zone")}.{table.GetProperty("table")}";
        static IEnumerable<string> Names(JsonElement tables) => tables.EnumerateArray().Select(Name);
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
