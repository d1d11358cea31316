using Lakehouse.Transformer.Runs;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

public sealed class StagingTests
{
    [Fact]
    public async Task The_first_load_is_deduplicated_and_the_latest_change_seq_wins()
    {
        await using var lake = Create()
            .Items(Load, "('I', 1, 'old', 1, '01'), ('I', 1, 'new', 2, '03'), ('I', 2, 'b', 2, '01')")
            .Items("LOAD00000002.parquet", "('I', 1, 'older', 3, '02'), ('I', 3, 'c', 3, '01')");

        var run = await lake.RunAsync();

        Assert.Equal(["1|new|2", "2|b|2", "3|c|3"], await lake.RowsAsync("staged.items"));
        Assert.Equal(0, await lake.VersionAsync("staged.items"));
        var report = run.Reports.Single(table => table.Table == "staged.items");
        Assert.Equal((TableState.Committed, 2, 5, 3), (report.State, report.Files, report.RowsRead, report.RowsInserted));
    }

    [Fact]
    public async Task Changes_insert_update_and_delete()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00'), ('I', 2, 'b', 2, '00'), ('I', 3, 'c', 3, '00')");
        await lake.RunAsync();

        lake.Items(Change(1), "('U', 1, 'A', 1, '01'), ('D', 2, NULL, NULL, '02'), ('I', 4, 'd', 4, '03')");
        var run = await lake.RunAsync();

        Assert.Equal(["1|A|1", "3|c|3", "4|d|4"], await lake.RowsAsync("staged.items"));
        var report = run.Reports.Single(table => table.Table == "staged.items");
        Assert.Equal((1, 1, 1, 1), (report.Commits, report.RowsInserted, report.RowsUpdated, report.RowsDeleted));
    }

    [Fact]
    public async Task Of_equal_change_seqs_the_later_file_wins_and_then_the_later_row()
    {
        await using var lake = Create()
            .Items(Change(1), "('I', 1, 'a', 1, '01'), ('I', 2, 'a', 1, NULL), ('I', 2, 'b', 1, NULL)")
            .Items(Change(2), "('U', 1, 'b', 1, '01')");
        await lake.RunAsync();

        Assert.Equal(["1|b|1", "2|b|1"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_run_without_new_files_commits_nothing()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')");
        await lake.RunAsync();
        var run = await lake.RunAsync();

        Assert.Equal(RunState.Succeeded, run.State);
        Assert.All(run.Reports, report => Assert.Equal(0, report.Commits));
        Assert.Equal((0, 0, 0), (await lake.VersionAsync("staged.items"), await lake.VersionAsync("curated.prices"), await lake.VersionAsync("curated.expensive")));
    }

    [Fact]
    public async Task Inserts_of_keys_that_are_there_and_deletes_of_keys_that_are_not_are_taken_as_they_are_meant()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')");
        await lake.RunAsync();
        lake.Items(Change(1), "('I', 1, 'again', 1, '01'), ('D', 9, NULL, NULL, '02'), ('U', 5, 'new', 5, '03')");
        await lake.RunAsync();

        Assert.Equal(["1|again|1", "5|new|5"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_row_that_arrives_again_as_it_is_rewrites_no_file()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00'), ('I', 2, 'b', 2, '00')");
        await lake.RunAsync();
        var before = (await lake.Table("staged.items").GetSnapshotAsync(TestContext.Current.CancellationToken)).Files.Select(file => file.Path);
        lake.Items(Change(1), "('U', 1, 'x', 1, '01'), ('U', 1, 'a', 1, '02')");
        await lake.RunAsync();

        var after = await lake.Table("staged.items").GetSnapshotAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before, after.Files.Select(file => file.Path));
        Assert.Equal(20261122100100000, after.AppTransactions["raw/shop/public/items"]);
    }

    [Fact]
    public async Task A_truncate_drops_everything_before_it()
    {
        await using var lake = Create()
            .Items(Load, "('I', 1, 'half', 1, '00')")
            .Items("LOAD00000002.parquet", "('T', NULL, NULL, NULL, '00')")
            .Items("LOAD00000003.parquet", "('I', 2, 'b', 2, '00'), ('I', 3, 'c', 3, '00')");
        await lake.RunAsync();
        Assert.Equal(["2|b|2", "3|c|3"], await lake.RowsAsync("staged.items"));

        lake.Items(Change(1), "('I', 4, 'd', 4, '05')").Items(Change(2), "('T', NULL, NULL, NULL, '06'), ('I', 5, 'e', 5, '07')");
        await lake.RunAsync();
        Assert.Equal(["5|e|5"], await lake.RowsAsync("staged.items"));

        lake.Items(Change(3), "('T', NULL, NULL, NULL, '08')");
        await lake.RunAsync();
        Assert.Equal(0, await lake.CountAsync("staged.items"));
        Assert.Equal(0, await lake.CountAsync("curated.prices"));
    }

    [Fact]
    public async Task A_backlog_is_taken_in_several_commits_of_limited_size()
    {
        await using var lake = Create(new TransformerOptions { MaxFilesPerCommit = 2 }).Items(Load, "('I', 1, 'a', 1, '00')");
        for (var minute = 1; minute <= 5; minute++)
        {
            lake.Items(Change(minute), $"('U', 1, 'v{minute}', {minute}, '{minute:D2}')");
        }

        var run = await lake.RunAsync();

        Assert.Equal(3, run.Reports.Single(table => table.Table == "staged.items").Commits);
        Assert.Equal(["1|v5|5"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task Names_that_are_not_data_files_are_left_alone()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')");
        foreach (var name in new[] { "_state.json", ".hidden.parquet", "notes.parquet", "LOAD1.parquet", "20261122.parquet", "_ingestor/LOAD00000002.parquet" })
        {
            var file = Path.Combine(lake.RawFolder("items"), name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, "not a raw file", TestContext.Current.CancellationToken);
        }

        var run = await lake.RunAsync();

        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Equal(["1|a|1"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_load_file_that_comes_too_early_waits_for_the_one_before_it()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')").Items("LOAD00000003.parquet", "('I', 3, 'c', 3, '00')");
        var run = await lake.RunAsync();
        Assert.Contains("LOAD00000002.parquet", run.Reports.First().Reason);

        lake.Items("LOAD00000002.parquet", "('I', 2, 'b', 2, '00')");
        await lake.RunAsync();
        Assert.Equal(["1|a|1", "2|b|2", "3|c|3"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_table_that_is_being_loaded_is_taken_when_it_is_whole()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')").Load("items", "loading");

        var waiting = (await lake.RunAsync()).Reports.First();
        lake.Items("LOAD00000002.parquet", "('I', 2, 'b', 2, '00')").Load("items", "loaded");
        await lake.RunAsync();

        Assert.Equal((TableState.Waiting, "the Ingestor is loading public.items"), (waiting.State, waiting.Reason));
        Assert.Equal(["1|a|1", "2|b|2"], await lake.RowsAsync("staged.items"));
        Assert.Equal(0, await lake.VersionAsync("staged.items"));
    }

    [Fact]
    public async Task A_table_that_is_loaded_again_serves_its_old_rows_until_the_new_ones_are_whole()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')").Load("items", "loaded");
        await lake.RunAsync();
        lake.Items(Change(1), "('T', NULL, NULL, NULL, '01'), ('I', 2, 'b', 2, '02')").Load("items", "loading");
        await lake.RunAsync();
        var during = await lake.RowsAsync("staged.items");
        lake.Items(Change(2), "('I', 3, 'c', 3, '03')").Load("items", "loaded");
        await lake.RunAsync();

        Assert.Equal(["1|a|1"], during);
        Assert.Equal(["2|b|2", "3|c|3"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_load_that_failed_is_not_published()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')").Load("items", "failed", "a value is too long");

        var report = (await lake.RunAsync()).Reports.First();

        Assert.Equal((TableState.Waiting, "the Ingestor could not load public.items: a value is too long"), (report.State, report.Reason));
    }
}
