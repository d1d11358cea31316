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

    [Fact]
    public async Task A_folder_of_Parquet_files_becomes_a_table()
    {
        await using var t = new TemporaryTable();
        foreach (var year in new[] { 2025, 2026 })
        {
            var folder = Directory.CreateDirectory(Path.Combine(t.Location, $"year={year}"));
            await t.QueryAsync($"COPY (SELECT {year} + i AS id FROM range(3) t(i)) TO '{Path.Combine(folder.FullName, "a.parquet")}' (FORMAT parquet)");
        }

        var (exit, output, error) = await t.RunAsync("convert", "--partition-by", "year INT", "--property", "delta.appendOnly=true");
        var again = Assert.Single(await t.JsonAsync("convert"));

        Assert.True(exit == 0, error);
        Assert.Matches("^Version 0: 6 rows in 2 files of .* are a table now", output);
        Assert.False(again.GetProperty("committed").GetBoolean());
        Assert.Equal(["""{"id":2026}"""], (await t.JsonAsync("read", "--where", "year = 2025 AND id = 2026", "--columns", "id")).Select(row => row.GetRawText()));
        Assert.Equal("true", Assert.Single(await t.JsonAsync("show")).GetProperty("properties").GetProperty("delta.appendOnly").GetString());
        Assert.Equal(0, (await t.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task Z_order_brings_near_rows_together()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS a, 1000 - i AS b FROM range(500) t(i)");
        await t.AppendAsync("SELECT i AS a, i AS b FROM range(500) t(i)");

        var result = Assert.Single(await t.JsonAsync("optimize", "--zorder", "a,b"));

        Assert.Equal((true, 2), (result.GetProperty("committed").GetBoolean(), result.GetProperty("filesRemoved").GetInt32()));
        Assert.Equal("[\"a\",\"b\"]", (await t.JsonAsync("history", "--limit", "1"))[0].GetProperty("operationParameters").GetProperty("zOrderBy").GetString());
    }
}
