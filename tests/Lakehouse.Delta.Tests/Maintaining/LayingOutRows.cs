using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Maintaining;

public class LayingOutRows
{
    private const string Rows = "SELECT (range * 7919) % 5000 AS a, (range * 104729) % 5003 AS b, CASE WHEN range % 10 <> 0 THEN 'text ' || range END AS c FROM range(5000)";

    [Fact]
    public async Task Z_order_lets_files_be_skipped_by_each_of_its_columns()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 4; i++)
        {
            await t.AppendAsync($"SELECT * FROM ({Rows}) AS r WHERE a % 4 = {i}");
        }

        var rows = await t.RowsAsync();
        var bytes = (await t.Table.GetSnapshotAsync(Cancellation)).TotalBytes;
        var result = await t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { ZOrderBy = ["a", "b"], TargetFileSize = bytes / 15 }, Cancellation);

        Assert.Equal((4, 1), (result.FilesRemoved, result.PartitionsOptimized));
        Assert.InRange(result.FilesAdded, 12, 16);
        Assert.Equal(rows, await t.RowsAsync());
        Assert.Contains("\"zOrderBy\":\"[\\\"a\\\",\\\"b\\\"]\"", t.CommitText(result.Version), StringComparison.Ordinal);
        foreach (var predicate in new[] { "a BETWEEN 1000 AND 1100", "b BETWEEN 3000 AND 3100" })
        {
            var scan = await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), new ScanOptions { Predicate = predicate }, Cancellation);
            Assert.True(scan.FilesSkipped >= result.FilesAdded / 2, $"{predicate} skips only {scan.FilesSkipped} of {result.FilesAdded} files.");
        }
    }

    [Fact]
    public async Task Z_order_stays_within_partitions_and_takes_texts_and_nulls()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync($"SELECT *, (a % 2)::INTEGER AS part FROM ({Rows}) AS r", new WriteOptions { PartitionBy = ["part"] });
        await t.AppendAsync($"SELECT *, (a % 2)::INTEGER AS part FROM ({Rows}) AS r", new WriteOptions { PartitionBy = ["part"] });
        var rows = await t.RowsAsync();
        var result = await t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { ZOrderBy = ["c", "a"], TargetFileSize = 20_000, Where = "part = 1" }, Cancellation);
        Assert.True(result.FilesAdded > 2);
        Assert.Equal((1, 2), (result.PartitionsOptimized, result.FilesRemoved));
        Assert.Equal(rows, await t.RowsAsync());
    }

    [Fact]
    public async Task A_clustered_table_is_clustered_by_its_columns_and_what_is_clustered_stays()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync(Rows);
        await t.AppendAsync(Rows);
        await ClusterByAsync(t, "[[\"b\"]]");
        var rows = await t.RowsAsync();
        var options = new OptimizeOptions { TargetFileSize = 20_000 };
        var first = await t.Table.OptimizeAsync(t.Engine, options, Cancellation);
        Assert.True(first.FilesAdded > 2);
        Assert.All((await t.Table.GetSnapshotAsync(Cancellation)).Files, file => Assert.Equal("lakehouse", file.ClusteringProvider));
        Assert.False((await t.Table.OptimizeAsync(t.Engine, options, Cancellation)).Committed);
        await t.AppendAsync("SELECT 1::BIGINT AS a, 2::BIGINT AS b, 'new' AS c");
        Assert.Equal(1, (await t.Table.OptimizeAsync(t.Engine, options, Cancellation)).FilesRemoved);
        Assert.Equal(first.FilesAdded + 1, (await t.Table.OptimizeAsync(t.Engine, options with { Full = true }, Cancellation)).FilesRemoved);
        Assert.Equal(rows.Append("1|2|new").Order(StringComparer.Ordinal), await t.RowsAsync());
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { ZOrderBy = ["a"] }, Cancellation));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("list")]
    [InlineData("part")]
    public async Task Columns_that_rows_cannot_be_laid_out_by_are_refused(string column)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS a, [1] AS list, 1 AS part", new WriteOptions { PartitionBy = ["part"] });
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { ZOrderBy = [column] }, Cancellation));
        Assert.Contains(column, error.Message, StringComparison.Ordinal);
    }

    /// <summary>As another engine makes the table a clustered one.</summary>
    private static async Task ClusterByAsync(TemporaryTable t, string columns)
    {
        await t.Table.AddFeatureAsync("clustering", Cancellation);
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var configuration = $"{{\\\"clusteringColumns\\\":{columns.Replace("\"", "\\\"", StringComparison.Ordinal)},\\\"domainName\\\":\\\"delta.clustering\\\"}}";
        await File.WriteAllTextAsync(
            Path.Combine(t.Folder, "_delta_log", $"{snapshot.Version + 1:D20}.json"),
            $"{{\"domainMetadata\":{{\"domain\":\"delta.clustering\",\"configuration\":\"{configuration}\",\"removed\":false}}}}\n",
            Cancellation);
    }
}
