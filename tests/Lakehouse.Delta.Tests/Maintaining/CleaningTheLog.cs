using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Maintaining;

public class CleaningTheLog
{
    [Fact]
    public async Task What_no_version_within_the_retention_needs_goes_and_all_later_versions_stay()
    {
        await using var t = new TemporaryTable();
        await MakeAsync(t, commits: 25, oldUntil: 22);
        var rows = await t.RowsAsync();

        var result = await t.Table.CleanUpLogAsync(Cancellation);

        Assert.Equal(20, result.FirstVersion);
        Assert.Equal(22, result.Files.Count); // commits 0 to 19, the checkpoint of 10 and a checksum
        Assert.Equal(rows, await t.RowsAsync());
        for (var version = 20; version < 25; version++)
        {
            Assert.Equal(version + 1, (await t.RowsAsync(version)).Length);
        }

        await Assert.ThrowsAsync<VersionNotFoundException>(() => t.RowsAsync(19));
        Assert.Empty((await t.Table.CleanUpLogAsync(Cancellation)).Files);
    }

    [Fact]
    public async Task Without_a_checkpoint_before_the_retention_all_stays()
    {
        await using var t = new TemporaryTable();
        await MakeAsync(t, commits: 15, oldUntil: 9);
        Assert.Equal(([], 0), await CleanAsync(t));
    }

    [Fact]
    public async Task What_came_before_a_damaged_checkpoint_stays()
    {
        await using var t = new TemporaryTable();
        await MakeAsync(t, commits: 25, oldUntil: 24);
        await File.WriteAllTextAsync(Path.Combine(t.Folder, "_delta_log", $"{20:D20}.checkpoint.parquet"), "PAR1 no Parquet PAR1", Cancellation);
        var (files, first) = await CleanAsync(t);
        Assert.Equal((11, 10), (files.Length, first));
        Assert.Equal(25, (await t.RowsAsync()).Length);
    }

    [Theory]
    [InlineData("true", 10)]
    [InlineData("false", 0)]
    public async Task A_checkpoint_cleans_up_unless_the_table_says_otherwise(string enabled, int first)
    {
        await using var t = new TemporaryTable();
        await MakeAsync(t, commits: 19, oldUntil: 15, enabled);
        await t.AppendAsync("SELECT 100 AS id");
        await t.AppendAsync("SELECT 101 AS id");
        Assert.Equal(first, Directory.GetFiles(Path.Combine(t.Folder, "_delta_log"), "*.json").Min(file => int.Parse(Path.GetFileNameWithoutExtension(file), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(21, (await t.RowsAsync()).Length);
    }

    private static async Task<(string[] Files, long First)> CleanAsync(TemporaryTable t)
    {
        var result = await t.Table.CleanUpLogAsync(Cancellation);
        return ([.. result.Files], result.FirstVersion);
    }

    /// <summary>A table of commits of one row each, those up to one of them forty days old.</summary>
    private static async Task MakeAsync(TemporaryTable t, int commits, int oldUntil, string enabled = "true")
    {
        for (var i = 0; i < commits; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableExpiredLogCleanup"] = enabled } });
        }

        await File.WriteAllTextAsync(Path.Combine(t.Folder, "_delta_log", $"{3:D20}.crc"), "{}", Cancellation);
        for (var i = 0; i <= oldUntil; i++)
        {
            File.SetLastWriteTimeUtc(Path.Combine(t.Folder, "_delta_log", $"{i:D20}.json"), DateTime.UtcNow.AddDays(-40).AddSeconds(i));
        }
    }
}
