namespace Lakehouse.Cli.Tests.Table;

public class TableCareTests
{
    [Fact]
    public async Task Optimize_compacts_and_orders()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 3; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id, {i} * 2 AS twice");
        }

        var (exit, output, _) = await t.RunAsync("optimize");
        var again = Assert.Single(await t.JsonAsync("optimize"));

        Assert.Equal(0, exit);
        Assert.Matches("^Version 3: 3 files of .* became 1 of .*", output);
        Assert.False(again.GetProperty("committed").GetBoolean());
        Assert.Equal(3, (await t.JsonAsync("read")).Length);
        var (wrong, _, error) = await t.RunAsync("optimize", "--where", "id = 1");
        Assert.Equal(1, wrong);
        Assert.Contains("The table has no partition columns.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purge_drops_deleted_rows()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var result = Assert.Single(await t.JsonAsync("optimize", "--purge"));

        Assert.Equal(1, result.GetProperty("deletionVectorsRemoved").GetInt32());
        Assert.Equal(0, Assert.Single(await t.JsonAsync("files")).GetProperty("deletedRows").GetInt64());
    }

    [Fact]
    public async Task Vacuum_lists_first_and_guards_the_retention()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var orphan = Path.Combine(t.Location, "of-a-writer-that-died.parquet");
        await File.WriteAllTextAsync(orphan, "x", TemporaryTable.Cancellation);
        File.SetLastWriteTimeUtc(orphan, DateTime.UtcNow.AddDays(-3));

        var refused = await t.RunAsync("vacuum", "--retention", "1d");
        var dry = await t.RunAsync("vacuum", "--retention", "1d", "--allow-short-retention", "--dry-run");
        Assert.True(File.Exists(orphan));
        var done = Assert.Single(await t.JsonAsync("vacuum", "--retention", "1d", "--allow-short-retention"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--allow-short-retention", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, "of-a-writer-that-died.parquet\n", "1 files of 1 B would be deleted.\n"), dry);
        Assert.Equal("of-a-writer-that-died.parquet", done.GetProperty("files")[0].GetString());
        Assert.False(File.Exists(orphan));
        Assert.Equal(8, (await t.JsonAsync("read")).Length);
    }

    [Fact]
    public async Task Restore_goes_back()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var (exit, output, _) = await t.RunAsync("restore", "--version", "0");

        Assert.Equal((0, "Version 2 is what version 0 was: 1 files came back, 1 left.\n"), (exit, output));
        Assert.Equal(10, (await t.JsonAsync("read")).Length);
        Assert.False(Assert.Single(await t.JsonAsync("restore", "--version", "0")).GetProperty("committed").GetBoolean());
    }

    [Fact]
    public async Task A_checkpoint_is_written()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var result = Assert.Single(await t.JsonAsync("checkpoint"));

        Assert.Equal(1, result.GetProperty("version").GetInt64());
        Assert.True(File.Exists(Path.Combine(t.Location, result.GetProperty("files")[0].GetString()!)));
    }
}
