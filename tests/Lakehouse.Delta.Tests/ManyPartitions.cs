using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

/// <summary>Tables with more partitions than a scan reads by a SELECT each.</summary>
public class ManyPartitions
{
    [Theory]
    [InlineData("i::VARCHAR || '''x/ü'")]
    [InlineData("i::INTEGER")]
    [InlineData("DATE '2024-01-01' + i::INTEGER")]
    [InlineData("TIMESTAMPTZ '2024-01-01 00:00:00.000001+00' + INTERVAL (i) HOUR")]
    [InlineData("TIMESTAMP '2024-01-01 00:00:00' + INTERVAL (i) HOUR")]
    [InlineData("(i / 4)::DECIMAL(10,2)")]
    [InlineData("(i / 4)::DOUBLE")]
    [InlineData("chr((i + 97)::INTEGER)::BLOB")]
    public async Task Partition_values_of_every_type_come_with_their_rows(string partition)
    {
        await using var t = new TemporaryTable();
        var rows = $"SELECT CASE WHEN i = 3 THEN NULL ELSE {partition} END AS p, i AS id FROM range(20) r(i)";
        await t.AppendAsync(rows, new WriteOptions { PartitionBy = ["p"] });
        var expected = await t.QueryAsync(rows);
        var scan = await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation);
        Assert.DoesNotContain("UNION ALL", scan.Sql, StringComparison.Ordinal);
        Assert.Equal(expected, await t.RowsAsync());
        Assert.Equal(["5"], await t.QueryAsync($"SELECT id FROM {scan.Sql} AS t WHERE p = (SELECT p FROM ({rows}) WHERE id = 5)"));
    }

    [Fact]
    public async Task A_merge_finds_and_deletes_rows_in_all_of_them()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i % 40 AS p, i AS id, 0 AS v FROM range(400) r(i)", new WriteOptions { PartitionBy = ["p"], Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } });
        await t.MergeAsync(new MergeSpec { Source = "SELECT i * 7 AS id FROM range(30) r(i)", Key = ["id"], WhenMatched = [MatchedClause.Delete()] });
        await t.MergeAsync(new MergeSpec { Source = "SELECT i * 11 AS id, 1 AS v FROM range(30) r(i)", Key = ["id"], WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["v"] = "source.v" })] });
        Assert.Equal(
            await t.QueryAsync("SELECT i % 40 AS p, i AS id, (i % 11 = 0 AND i < 330)::INTEGER AS v FROM range(400) r(i) WHERE i % 7 <> 0 OR i >= 210"),
            await t.RowsAsync());
    }
}
