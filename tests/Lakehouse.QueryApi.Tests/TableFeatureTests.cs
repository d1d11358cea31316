using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Tests;

/// <summary>What Delta tables may be made of is honoured, and pruning keeps being right with it.</summary>
public class TableFeatureTests
{
    [Fact]
    public async Task Deleted_rows_are_not_seen_and_files_are_still_left_out()
    {
        await using var api = await RunningApi.StartAsync();
        var table = api.Lake.Table("staged", "ratings");
        await api.Lake.AppendAsync(table, "SELECT i::INTEGER AS userid FROM range(100) t(i)", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } });
        await api.Lake.AppendAsync(table, "SELECT i::INTEGER AS userid FROM range(100, 200) t(i)");
        await api.Lake.DeleteAsync(table, "userid % 10 = 3");

        Assert.Equal("[[180]]", await api.RowsAsync("SELECT count(*) FROM ratings"));
        var answer = await api.QueryAsync("SELECT count(*) FROM ratings WHERE userid < 50");
        Assert.Equal("[[45]]", answer.GetProperty("rows").GetRawText());
        Assert.Equal(1, answer.GetProperty("statistics").GetProperty("filesPruned").GetInt32());
        Assert.Equal("[[200]]", await api.RowsAsync("SELECT count(*) FROM \"ratings@v1\""));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    public async Task Mapped_columns_go_by_their_logical_names(string mode)
    {
        await using var api = await RunningApi.StartAsync();
        var table = api.Lake.Table("staged", "ratings");
        var options = new WriteOptions { PartitionBy = ["year of it"], Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mode } };
        await api.Lake.AppendAsync(table, "SELECT 2000 + i // 50 AS \"year of it\", i::INTEGER AS \"user id\", {'a b': i} AS s FROM range(100) t(i)", options);

        var answer = await api.QueryAsync("SELECT count(*), max(s.\"a b\") FROM ratings WHERE \"user id\" = 60");
        Assert.Equal("[[1,60]]", answer.GetProperty("rows").GetRawText());
        Assert.Equal(1, answer.GetProperty("statistics").GetProperty("filesPruned").GetInt32());
        answer = await api.QueryAsync("SELECT count(*) FROM ratings r WHERE r.\"year of it\" = 2000");
        Assert.Equal("[[50]]", answer.GetProperty("rows").GetRawText());
        Assert.Equal(1, answer.GetProperty("statistics").GetProperty("filesPruned").GetInt32());
    }

    [Fact]
    public async Task A_schema_that_has_grown_reads_old_files_with_NULL()
    {
        await using var api = await RunningApi.StartAsync();
        var table = api.Lake.Table("staged", "ratings");
        await api.Lake.AppendAsync(table, "SELECT 1::INTEGER AS userid");
        await api.Lake.AppendAsync(table, "SELECT 2::INTEGER AS userid, 'x' AS note", new WriteOptions { MergeSchema = true });

        Assert.Equal("[[1,null],[2,\"x\"]]", await api.RowsAsync("SELECT userid, note FROM ratings ORDER BY userid"));
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT userid FROM ratings WHERE note IS NULL"));
        Assert.Equal("[[2]]", await api.RowsAsync("SELECT userid FROM ratings WHERE note = 'x'"));
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT * FROM \"ratings@v0\""));
    }

    [Fact]
    public async Task The_tables_of_the_services_own_work_are_queried_too()
    {
        await using var api = await RunningApi.StartAsync();
        Assert.Equal((409, "table-without-data"), await api.ProblemAsync("SELECT * FROM ops.runs") is var (status, type, _) ? (status, type) : default);
        await api.Lake.OverwriteAsync(api.Lake.Table("quality", "ops/runs"), "SELECT 'r1' AS run, 'succeeded' AS outcome");
        Assert.Equal("[[\"r1\",\"succeeded\"]]", await api.RowsAsync("SELECT * FROM ops.runs"));
        Assert.Equal("[[2]]", await api.RowsAsync("SELECT count(*) FROM movielens_dms_parquet.movies WHERE movieid = 1"));
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT count(*) FROM movielens_staged.movies WHERE movieid = 1"));
    }
}
