using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

public class Maintenance
{
    [Fact]
    public async Task Optimize_puts_small_files_of_a_partition_together()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 6; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id, {i % 2} AS part", new WriteOptions { PartitionBy = ["part"], Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } });
        }

        await t.MergeAsync(new MergeSpec { Source = "SELECT 5 AS id", Key = ["id"], WhenMatched = [MatchedClause.Delete()] });
        var rows = await t.RowsAsync();
        var result = await t.Table.OptimizeAsync(t.Engine, 1 << 20, Cancellation);
        Assert.Equal((2, 5), (result.FilesAdded, result.FilesRemoved));
        Assert.Equal(rows, await t.RowsAsync());
        Assert.DoesNotContain("\"dataChange\":true", t.CommitText(result.Version), StringComparison.Ordinal);
        Assert.False((await t.Table.OptimizeAsync(t.Engine, 1 << 20, Cancellation)).Committed);
    }

    [Fact]
    public async Task Vacuum_deletes_only_what_is_old_and_out_of_the_table()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.deletedFileRetentionDuration"] = "interval 0 seconds" } });
        var orphan = Path.Combine(t.Folder, "part-of-a-writer-that-died.parquet");
        await File.WriteAllTextAsync(orphan, "x", Cancellation);
        await t.OverwriteAsync("SELECT 2 AS id");
        var wouldGo = await t.Table.VacuumAsync(TimeSpan.FromHours(1), dryRun: true, Cancellation);
        Assert.Empty(wouldGo.Files);
        foreach (var file in Directory.EnumerateFiles(t.Folder, "*.parquet"))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-9));
        }

        Assert.Equal([Path.GetFileName(orphan)], (await t.Table.VacuumAsync(TimeSpan.FromHours(1), dryRun: false, Cancellation)).Files);
        Assert.Equal(["1"], await t.RowsAsync(version: 0));
        await Task.Delay(20, Cancellation);
        Assert.Single((await t.Table.VacuumAsync(TimeSpan.FromMilliseconds(1), dryRun: false, Cancellation)).Files);
        Assert.Equal(["2"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_short_retention_is_refused()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await Assert.ThrowsAsync<RetentionTooShortException>(() => t.Table.VacuumAsync(TimeSpan.FromDays(1), dryRun: false, Cancellation));
    }

    [Fact]
    public async Task Restore_goes_back_and_can_itself_be_undone()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await t.OverwriteAsync("SELECT 'x' AS name");
        var restored = await t.Table.RestoreAsync(0, Cancellation);
        Assert.Equal((2, 1, 1), (restored.Version, restored.FilesAdded, restored.FilesRemoved));
        Assert.Equal(["1"], await t.RowsAsync());
        await t.Table.RestoreAsync(1, Cancellation);
        Assert.Equal(["x"], await t.RowsAsync());
    }

    [Fact]
    public async Task Restore_needs_the_files_of_the_version()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        var file = Assert.Single(Directory.EnumerateFiles(t.Folder, "*.parquet"));
        await t.OverwriteAsync("SELECT 2 AS id");
        File.Delete(file);
        await Assert.ThrowsAsync<MissingFileException>(() => t.Table.RestoreAsync(0, Cancellation));
    }
}
