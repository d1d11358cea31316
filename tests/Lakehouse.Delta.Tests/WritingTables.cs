using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

public class WritingTables
{
    private static readonly MergeSpec Upsert = MergeSpec.Upsert("SELECT 1", "id");

    [Fact]
    public async Task An_append_creates_the_table_and_later_appends_add_rows()
    {
        await using var t = new TemporaryTable();
        Assert.False(await t.Table.ExistsAsync(Cancellation));
        Assert.Null(await t.Table.TryGetSnapshotAsync(Cancellation));
        var first = await t.AppendAsync("SELECT 1 AS id, 'a' AS name");
        var second = await t.AppendAsync("SELECT 'b' AS name, 2 AS id UNION ALL SELECT NULL, 3");
        Assert.Equal(new CommitResult(0, 1, 0, 0, 1, 0, true), first);
        Assert.Equal(new CommitResult(1, 2, 0, 0, 1, 0, true), second);
        Assert.Equal(["1|a", "2|b", "3|NULL"], await t.RowsAsync());
        Assert.Equal(["1|a"], await t.RowsAsync(version: 0));
    }

    [Fact]
    public async Task A_transaction_is_applied_once()
    {
        await using var t = new TemporaryTable();
        var options = new WriteOptions { Transaction = new AppTransaction("raw/movies", 7) };
        Assert.True((await t.AppendAsync("SELECT 1 AS id", options)).Committed);
        Assert.False((await t.AppendAsync("SELECT 1 AS id", options)).Committed);
        Assert.Equal(7, (await t.Table.GetSnapshotAsync(Cancellation)).AppTransactions["raw/movies"]);
        Assert.Equal(["1"], await t.RowsAsync());
    }

    [Fact]
    public async Task An_overwrite_replaces_rows_and_schema_and_keeps_the_past()
    {
        await using var t = new TemporaryTable();
        await t.OverwriteAsync("SELECT 1 AS id");
        var result = await t.OverwriteAsync("SELECT 'x' AS name, 2.5::DOUBLE AS score");
        Assert.Equal((1, 1, 1), (result.Version, result.FilesAdded, result.FilesRemoved));
        Assert.Equal(["x|2.5"], await t.RowsAsync());
        Assert.Equal(["1"], await t.RowsAsync(version: 0));
    }

    [Fact]
    public async Task A_merge_updates_inserts_and_deletes()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) v(id, name)");
        await t.AppendAsync("SELECT 4 AS id, 'd' AS name");
        var result = await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT * FROM (VALUES (1, 'A', 'U'), (2, 'b', 'D'), (9, 'i', 'I'), (8, 'x', 'D')) v(id, name, op)",
            Key = ["id"],
            WhenMatched = [MatchedClause.Delete("source.op = 'D'"), MatchedClause.UpdateAll()],
            WhenNotMatched = [NotMatchedClause.InsertAll("source.op <> 'D'")],
        });
        Assert.Equal(new CommitResult(2, 1, 1, 1, 1, 1, true), result);
        Assert.Equal(["1|A", "3|c", "4|d", "9|i"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_merge_can_delete_what_the_source_lacks()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id, i * 10 AS n FROM range(5) r(i)");
        await t.MergeAsync(Upsert with { Source = "SELECT 3 AS id, 33 AS n UNION ALL SELECT 7, 70", WhenNotMatchedBySource = [NotMatchedBySourceClause.Delete()] });
        Assert.Equal(["3|33", "7|70"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_merge_with_nothing_to_change_makes_no_commit()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        Assert.False((await t.MergeAsync(Upsert with { Source = "SELECT 1 AS id WHERE false" })).Committed);
    }

    [Fact]
    public async Task A_merge_whose_source_has_a_key_twice_is_refused()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, 'a' AS name");
        var error = await Assert.ThrowsAsync<AmbiguousMergeException>(() => t.MergeAsync(Upsert with { Source = "SELECT 1 AS id, 'x' AS name UNION ALL SELECT 1, 'y'" }));
        Assert.Contains("id", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1|a"], await t.RowsAsync());
    }

    [Fact]
    public async Task Partition_values_of_any_kind_come_back()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync(
            "SELECT 1 AS id, 'a/b c:é=%41' AS p, DATE '2024-02-29' AS d, TIMESTAMPTZ '2024-01-01 10:00:00.5+00' AS w UNION ALL SELECT 2, NULL, NULL, NULL",
            new WriteOptions { PartitionBy = ["p", "d", "w"] });
        Assert.Equal(["1|a/b c:é=%41|2024-02-29|2024-01-01 10:00:00.5+00", "2|NULL|NULL|NULL"], await t.RowsAsync());
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Contains(snapshot.Files, file => file.PartitionValues["w"] == "2024-01-01T10:00:00.500000Z");
    }

    [Fact]
    public async Task Statistics_follow_the_protocol()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync(
            "SELECT 1 AS i, 2.5::DOUBLE AS d, 1.20::DECIMAL(5,2) AS n, repeat('z', 40) AS s, DATE '2020-01-02' AS day, TIMESTAMPTZ '2020-01-02 03:04:05.678901+00' AS w, {'x': 5, 'y': 'q'} AS st, [1] AS l, true AS b");
        var file = Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files);
        Assert.Equal(
            """
            {"numRecords":1,"minValues":{"i":1,"d":2.5,"n":1.20,"s":"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz","day":"2020-01-02","w":"2020-01-02T03:04:05.678Z","st":{"x":5,"y":"q"}},"maxValues":{"i":1,"d":2.5,"n":1.20,"s":"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz�","day":"2020-01-02","w":"2020-01-02T03:04:05.678Z","st":{"x":5,"y":"q"}},"nullCount":{"i":0,"d":0,"n":0,"s":0,"day":0,"w":0,"st":{"x":0,"y":0},"b":0}}
            """,
            System.Text.Encoding.UTF8.GetString(file.StatisticsJson.Span));
    }

    [Fact]
    public async Task A_missing_value_in_a_column_that_is_not_null_is_refused()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer, Nullable: false)]), new WriteOptions(), Cancellation);
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT NULL::INTEGER AS id"));
        Assert.Equal(0, (await t.Table.GetSnapshotAsync(Cancellation)).Version);
        Assert.Empty(await t.RowsAsync());
    }

    [Fact]
    public async Task Rows_with_a_column_that_the_table_lacks_or_of_another_type_are_refused()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.AppendAsync("SELECT 1 AS id, 2 AS more"));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.AppendAsync("SELECT 'x' AS id"));
    }

    [Fact]
    public async Task Writers_at_the_same_time_all_get_their_rows_in()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 0 AS id");
        await Task.WhenAll(Enumerable.Range(1, 6).Select(async i =>
        {
            await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
            await (i % 2 == 0
                ? t.Table.AppendAsync(engine, $"SELECT {i} AS id", new WriteOptions(), Cancellation)
                : t.Table.MergeAsync(engine, Upsert with { Source = $"SELECT {i} AS id" }, new WriteOptions(), Cancellation));
        }));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], await t.RowsAsync());
        Assert.Equal(6, (await t.Table.GetSnapshotAsync(Cancellation)).Version);
    }

    /// <summary>Spark refuses dates before 1582-10-15, and times before 1900, in files that do not say so.</summary>
    [Fact]
    public async Task Files_say_that_their_calendar_is_the_one_of_Spark_3()
    {
        await using var t = new TemporaryTable();
        var properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true", ["delta.checkpoint.writeStatsAsStruct"] = "true" };
        await t.AppendAsync("SELECT 1 AS id, DATE '0044-03-15' AS day, 'a' AS p UNION ALL SELECT 2, DATE '2024-01-01', 'b'", new WriteOptions { PartitionBy = ["p"], Properties = properties });
        await t.UpdateAsync("day", "day - 1", "id = 1");
        await t.Table.CheckpointAsync(Cancellation);
        string[] files = Directory.GetFiles(t.Folder, "*.parquet", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.Contains("_change_data", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Contains(".checkpoint.", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.Equal(["org.apache.spark.version|3.5.0"], await t.QueryAsync($"SELECT decode(key) AS k, decode(value) AS v FROM parquet_kv_metadata('{file}')"));
        }
    }
}
