using CsCheck;
using Lakehouse.Delta.Engine;
using Lakehouse.Tests;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>The change data feed that operations keep where the table has <c>delta.enableChangeDataFeed</c>.</summary>
public class ChangeDataOnWrite
{
    public static TheoryData<bool> DeleteModes => [false, true];

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Every_operation_is_told_row_by_row(bool vectors)
    {
        await using var t = await TableAsync(vectors);
        await t.DeleteAsync("id = 1");
        Assert.Equal(["1|10|0|delete|1"], await t.ChangesAsync(1));
        await t.UpdateAsync("n", "n + 1", "id < 4");
        Assert.Equal(["2|20|0|update_preimage|2", "2|21|0|update_postimage|2", "3|30|1|update_preimage|2", "3|31|1|update_postimage|2"], await t.ChangesAsync(2));
        await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT * FROM (VALUES (2, 0, 0), (3, 5, 1), (9, 9, 1)) s(id, n, part)",
            Key = ["id"],
            WhenMatched = [MatchedClause.Delete("source.n = 0"), MatchedClause.UpdateAll()],
            WhenNotMatched = [NotMatchedClause.InsertAll()],
            WhenNotMatchedBySource = [NotMatchedBySourceClause.Update(new Dictionary<string, string> { ["part"] = "7" }, "id = 6")],
        });
        Assert.Equal(["2|21|0|delete|3", "3|31|1|update_preimage|3", "3|5|1|update_postimage|3", "6|60|0|update_preimage|3", "6|60|7|update_postimage|3", "9|9|1|insert|3"], await t.ChangesAsync(3));
        await t.ReplaceWhereAsync("n >= 50", "SELECT 5 AS id, 55 AS n, 1 AS part");
        Assert.Equal(["5|50|1|delete|4", "5|55|1|insert|4", "6|60|7|delete|4"], await t.ChangesAsync(4));
        await t.AppendAsync("SELECT 8 AS id, 1 AS n, 1 AS part");
        await t.Table.RestoreAsync(4, Cancellation);
        Assert.Equal(["8|1|1|delete|6", "8|1|1|insert|5"], await t.ChangesAsync(5));
        await t.OverwriteAsync("SELECT 1 AS id, 1 AS n, 1 AS part");
        Assert.Equal(["1|1|1|insert|7", "3|5|1|delete|7", "4|40|0|delete|7", "5|55|1|delete|7", "9|9|1|delete|7"], await t.ChangesAsync(7));
    }

    [Fact]
    public async Task Change_data_files_lie_in_partitions_and_hold_the_type_of_change()
    {
        await using var t = await TableAsync(vectors: false);
        await t.UpdateAsync("n", "0", "id = 3");
        var action = t.CommitText(1).Split('\n').Single(line => line.StartsWith("{\"cdc\"", StringComparison.Ordinal));
        Assert.Contains("\"path\":\"_change_data/part=1/cdc-", action, StringComparison.Ordinal);
        Assert.Contains("\"partitionValues\":{\"part\":\"1\"}", action, StringComparison.Ordinal);
        Assert.Contains("\"dataChange\":false", action, StringComparison.Ordinal);
        var file = Assert.Single(Directory.EnumerateFiles(Path.Combine(t.Folder, "_change_data"), "*.parquet", SearchOption.AllDirectories));
        Assert.Equal(["3|0|update_postimage", "3|30|update_preimage"], await t.QueryAsync($"SELECT * FROM read_parquet('{file}', hive_partitioning = false)"));
        Assert.Equal(["1|10|0", "2|20|0", "3|0|1", "4|40|0", "5|50|1", "6|60|0"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task What_the_data_files_tell_is_not_written_twice(bool vectors)
    {
        await using var t = await TableAsync(vectors);
        await t.DeleteAsync("part = 1");
        await t.DeleteAsync("id IN (2, 4, 6, 1)");
        await t.MergeAsync(new MergeSpec { Source = "SELECT 1 AS id, 2 AS n, 3 AS part", Key = ["id"], WhenNotMatched = [NotMatchedClause.InsertAll()] });
        await t.AppendAsync("SELECT 2 AS id, 2 AS n, 3 AS part");
        await t.ReplacePartitionsAsync("SELECT 3 AS id, 3 AS n, 3 AS part");
        await t.Table.OptimizeAsync(t.Engine, 1 << 20, Cancellation);
        Assert.False(Directory.Exists(Path.Combine(t.Folder, "_change_data")));
        Assert.Equal(11, (await t.ChangesAsync(1)).Length);
        if (vectors)
        {
            await t.AppendAsync("SELECT i::INTEGER AS id, 0 AS n, 0 AS part FROM range(10) r(i)");
            await t.DeleteAsync("id > 7 AND n = 0");
            Assert.False(Directory.Exists(Path.Combine(t.Folder, "_change_data")));
            Assert.Equal(2, (await t.ChangesAsync((await t.Table.GetSnapshotAsync(Cancellation)).Version)).Length);
        }
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Expressions_that_change_each_time_are_told_as_they_were_written(bool vectors)
    {
        await using var t = await TableAsync(vectors);
        await t.UpdateAsync("n", "(random() * 1000000000)::INTEGER");
        var told = (await t.ChangesAsync(1)).Where(row => row.Contains("postimage", StringComparison.Ordinal)).Select(row => row[..row.IndexOf("|update", StringComparison.Ordinal)]);
        Assert.Equal(await t.RowsAsync(), told);
    }

    /// <summary>The feed from one version to another, applied to the rows of the first, gives the rows of the second.</summary>
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    public async Task The_feed_leads_from_any_version_to_any_later_one(bool vectors, bool partitioned, bool mapped) =>
        await TableSteps.Gen.Array[2, 8].SampleRepeatablyAsync(async steps =>
        {
            await using var t = new TemporaryTable();
            await t.Table.CreateAsync(TableSteps.Schema, TableSteps.Options(vectors, partitioned, feed: true, mapped), Cancellation);
            long last = 0;
            foreach (var step in steps)
            {
                last = (await step.RunAsync(t)).Version;
            }

            for (long from = 0; from < last; from += 2)
            {
                Assert.Empty(await t.QueryAsync(await DifferenceAsync(t, from, last)));
            }
        }, iter: 4);

    [Fact]
    public async Task Columns_with_names_of_the_feed_are_refused()
    {
        await using var t = new TemporaryTable();
        var options = new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } };
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.AppendAsync("SELECT 1 AS id, 'x' AS _Change_Type", options));
        await t.AppendAsync("SELECT 1 AS id", options);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.AppendAsync("SELECT 1 AS _commit_version", new WriteOptions { MergeSchema = true }));
    }

    /// <summary>The rows that are not as often in the last version as in the first, plus those that the feed adds, without those that it takes away.</summary>
    private static async Task<string> DifferenceAsync(TemporaryTable t, long from, long last)
    {
        var feed = (await ChangeDataFeed.PlanAsync(t.Table, from + 1, last, Cancellation)).Sql;
        var before = (await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(from, Cancellation), Cancellation)).Sql;
        var after = (await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(last, Cancellation), Cancellation)).Sql;
        return $"""
            SELECT id, v, part, sum(n) AS difference FROM (
                SELECT id, v, part, 1 AS n FROM {before}
                UNION ALL SELECT id, v, part, CASE WHEN _change_type IN ('insert', 'update_postimage') THEN 1 ELSE -1 END FROM {feed}
                UNION ALL SELECT id, v, part, -1 FROM {after}
            ) GROUP BY id, v, part HAVING sum(n) <> 0
            """;
    }

    private static async Task<TemporaryTable> TableAsync(bool vectors)
    {
        var t = new TemporaryTable();
        await t.AppendAsync(
            "SELECT * FROM (VALUES (1, 10, 0), (2, 20, 0), (4, 40, 0), (6, 60, 0), (3, 30, 1), (5, 50, 1)) v(id, n, part)",
            new WriteOptions
            {
                PartitionBy = ["part"],
                Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true", ["delta.enableDeletionVectors"] = vectors ? "true" : "false" },
            });
        return t;
    }
}
