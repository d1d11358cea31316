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

    [Theory]
    [InlineData("none")]
    [InlineData("name")]
    public async Task Null_and_the_text_that_Hive_has_for_it_are_two_partitions(string mapping)
    {
        await using var t = new TemporaryTable();
        const string Rows = "SELECT i AS id, CASE i % 4 WHEN 0 THEN '__HIVE_DEFAULT_PARTITION__' WHEN 1 THEN NULL WHEN 2 THEN '=' ELSE '=__HIVE_DEFAULT_PARTITION__' END AS p FROM range(12) r(i)";
        await t.AppendAsync(Rows, new WriteOptions { PartitionBy = ["p"], Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mapping } });
        Assert.Equal(await t.QueryAsync(Rows), await t.RowsAsync());
        Assert.Equal(4, (await t.Table.GetSnapshotAsync(Cancellation)).FileCount);
    }

    /// <summary>Other engines print values of partitions in their own way; the value counts.</summary>
    [Theory]
    [InlineData("TIMESTAMP '2024-01-01 10:00:00'", "2024-01-01 10:00:00", "2024-01-01 10:00:00.000000")]
    [InlineData("TIMESTAMPTZ '2024-01-01 10:00:00.5+00'", "2024-01-01T10:00:00.500000Z", "2024-01-01 10:00:00.5")]
    [InlineData("1e300::DOUBLE", "1e+300", "1.0E300")]
    [InlineData("'-Infinity'::DOUBLE", "-inf", "-Infinity")]
    [InlineData("1e-10::FLOAT", "1e-10", "1.0E-10")]
    [InlineData("1.5::DECIMAL(10,4)", "1.5000", "1.5")]
    public async Task A_value_is_one_partition_however_it_is_written(string value, string ours, string theirs)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync($"SELECT 1 AS id, {value} AS p", new WriteOptions { PartitionBy = ["p"] });
        var commit = Path.Combine(t.Folder, "_delta_log", "00000000000000000000.json");
        Assert.Contains($"\"p\":\"{ours}\"", t.CommitText(0), StringComparison.Ordinal);
        await File.WriteAllTextAsync(commit, t.CommitText(0).Replace($"\"p\":\"{ours}\"", $"\"p\":\"{theirs}\"", StringComparison.Ordinal), Cancellation);
        var table = DeltaTable.At(t.Table.Location);
        await table.AppendAsync(t.Engine, $"SELECT 2 AS id, {value} AS p", new WriteOptions(), Cancellation);
        var compacted = await table.OptimizeAsync(t.Engine, new OptimizeOptions(), Cancellation);
        Assert.Equal((1, 2), (compacted.FilesAdded, compacted.FilesRemoved));
        await table.RestoreAsync(1, Cancellation);
        await table.ReplacePartitionsAsync(t.Engine, $"SELECT 3 AS id, {value} AS p", new WriteOptions(), Cancellation);
        Assert.Equal(["3"], await t.QueryAsync($"SELECT id FROM {(await DeltaScan.PlanAsync(await table.GetSnapshotAsync(Cancellation), Cancellation)).Sql} AS t"));
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
