using Lakehouse.Delta;

namespace Lakehouse.QueryApi.Tests;

/// <summary>Small tables that are asked again and again are held in a worker's memory: their files may go, which shows who reads them.</summary>
public class HeldTableTests
{
    private const string Key = "ann-key-0123456789";

    private static readonly string[] OneWorker = ["--Query:Concurrency=1", "--Query:ResultCacheMegabytes=0"];

    [Fact]
    public async Task A_version_is_held_from_its_third_query_on_and_a_new_one_is_read()
    {
        await using var api = await RunningApi.StartAsync(OneWorker);
        var table = api.Lake.Table("staged", "links");
        await api.Lake.AppendAsync(table, "SELECT i::INTEGER AS movieid, 'note ' || i AS note, DATE '2024-01-01' AS day, 1.50::DECIMAL(9,2) AS price FROM range(10) t(i)");
        const string Sql = "SELECT count(*), max(note), min(day), sum(price) FROM links";
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Equal("[[10,\"note 9\",\"2024-01-01\",15.00]]", await api.RowsAsync(Sql));
        }

        DeleteFiles(table);
        Assert.Equal("[[10,\"note 9\",\"2024-01-01\",15.00]]", await api.RowsAsync(Sql));

        await api.Lake.AppendAsync(table, "SELECT 10::INTEGER AS movieid, 'new' AS note, DATE '2024-01-01' AS day, 1.50::DECIMAL(9,2) AS price");
        Assert.Equal("table-unreadable", (await api.ProblemAsync(Sql)).Type);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{'a': 1}")]
    [InlineData("repeat('x', 1000000)")]
    public async Task What_may_be_large_in_memory_is_not_held(string value)
    {
        await using var api = await RunningApi.StartAsync(OneWorker);
        var table = api.Lake.Table("staged", "links");
        await api.Lake.AppendAsync(table, $"SELECT i::INTEGER AS movieid, {value} AS v FROM range(40) t(i)");
        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Equal("[[40]]", await api.RowsAsync("SELECT count(v) FROM links"));
        }

        DeleteFiles(table);
        Assert.Equal("table-unreadable", (await api.ProblemAsync("SELECT count(v) FROM links")).Type);
    }

    [Fact]
    public async Task What_a_policy_leaves_of_a_table_is_not_held()
    {
        await using var api = await RunningApi.StartAsync(
            [.. OneWorker, $"--Access:Principals:ann:ApiKey={Key}", "--Access:RowFilters:0:Table=movielens_staged.links", "--Access:RowFilters:0:Where=movieid < 5 AND now() IS NOT NULL"]);
        api.Http.DefaultRequestHeaders.Add("X-Api-Key", Key);
        var table = api.Lake.Table("staged", "links");
        await api.Lake.AppendAsync(table, "SELECT i::INTEGER AS movieid FROM range(10) t(i)");
        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Equal("[[5]]", await api.RowsAsync("SELECT count(*) FROM links"));
        }

        DeleteFiles(table);
        Assert.Equal("table-unreadable", (await api.ProblemAsync("SELECT count(*) FROM links")).Type);
    }

    [Fact]
    public async Task A_plan_that_is_kept_takes_values_of_every_type_and_new_versions()
    {
        await using var api = await RunningApi.StartAsync(OneWorker);
        var table = api.Lake.Table("staged", "links");
        await api.Lake.AppendAsync(table, "SELECT i::INTEGER AS movieid, 'note ' || i AS note FROM range(10) t(i)");
        const string Sql = "SELECT note, $1 AS given FROM links WHERE movieid = $2 ORDER BY note LIMIT 1";
        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Equal($"[[\"note {turn}\",\"a\"]]", await api.RowsAsync(Sql, new object[] { "a", turn }));
            Assert.Equal("[[\"note 5\",1.5]]", await api.RowsAsync(Sql, new object[] { 1.5, "5" }));
            Assert.Equal("[]", await api.RowsAsync(Sql, new object?[] { true, null }));
            Assert.Equal("query-failed", (await api.ProblemAsync(Sql, new object[] { 1, "x" })).Type);
            Assert.Equal("invalid-parameters", (await api.ProblemAsync(Sql, new object[] { 1 })).Type);
            Assert.Equal("[[10]]", await api.RowsAsync("SELECT count(*) FROM links"));
        }

        await api.Lake.AppendAsync(table, "SELECT 3::INTEGER AS movieid, 'a new note' AS note");
        Assert.Equal("[[\"a new note\",1]]", await api.RowsAsync(Sql, new object[] { 1, 3 }));
        Assert.Equal("[[11]]", await api.RowsAsync("SELECT count(*) FROM links"));
    }

    private static void DeleteFiles(DeltaTable table)
    {
        foreach (var file in Directory.GetFiles(table.Location.LocalPath, "*.parquet", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }
    }
}
