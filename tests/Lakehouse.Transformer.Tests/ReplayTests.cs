using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Raw;
using Lakehouse.Transformer.Runs;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Tables built anew: from all of raw, from a version, models on demand.</summary>
public sealed class ReplayTests
{
    private static readonly TableReference Items = new(Zone.Staged, "items");

    [Fact]
    public async Task A_replay_builds_a_table_anew_from_all_of_raw_in_one_commit_and_its_models_follow()
    {
        await using var lake = await DamagedAsync();

        var run = await lake.RunAsync(new RunOptions { Replay = true, Tables = [Items] });

        Assert.Equal(["1|tea|9", "3|jam|4"], await lake.RowsAsync("staged.items"));
        Assert.Equal((TableState.Committed, 1, 5L), (run[Items].State, run[Items].Commits, run[Items].RowsRead));
        Assert.Equal(["jam|4", "tea|9"], await lake.RowsAsync("curated.prices"));
        Assert.Equal(["staged.items", "curated.prices", "curated.expensive"], run.Reports.Select(report => report.Table));
        await AssertGoesOnAsync(lake);
    }

    [Fact]
    public async Task A_replay_from_a_version_keeps_its_rows_and_takes_what_came_after()
    {
        await using var lake = await DamagedAsync();

        var run = await lake.RunAsync(new RunOptions { ReplayFrom = new Dictionary<TableReference, long> { [Items] = 0 } });

        Assert.Equal(["1|tea|9", "3|jam|4"], await lake.RowsAsync("staged.items"));
        Assert.Equal((1L, 3L), (run[Items].Files, run[Items].RowsRead));
        await AssertGoesOnAsync(lake);
    }

    [Fact]
    public async Task A_replay_from_the_version_that_has_all_of_raw_restores_it()
    {
        await using var lake = await DamagedAsync();

        await lake.RunAsync(new RunOptions { ReplayFrom = new Dictionary<TableReference, long> { [Items] = 1 } });

        Assert.Equal(["1|tea|9", "3|jam|4"], await lake.RowsAsync("staged.items"));
        await AssertGoesOnAsync(lake);
    }

    [Fact]
    public async Task A_replay_from_a_version_that_is_not_there_fails_and_changes_nothing()
    {
        await using var lake = await DamagedAsync();
        var before = await lake.VersionAsync("staged.items");

        var run = await lake.RunAsync(new RunOptions { ReplayFrom = new Dictionary<TableReference, long> { [Items] = 99 } });

        Assert.Equal((TableState.Failed, before), (run[Items].State, await lake.VersionAsync("staged.items")));
        Assert.Contains("99", run[Items].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_retention_has_deleted_is_not_taken_for_nothing()
    {
        await using var lake = await DamagedAsync();
        var before = await lake.RowsAsync("staged.items");
        await new RawReach(ObjectStores.Open(lake.Lake.Raw).At("shop"), "public", "items").WriteAsync(1, TestContext.Current.CancellationToken);

        var all = await lake.RunAsync(new RunOptions { Replay = true, Tables = [Items] });
        Assert.Equal((TableState.Failed, RunState.Failed), (all[Items].State, all.State));
        Assert.Contains("retention has deleted", all[Items].Reason, StringComparison.Ordinal);
        Assert.Equal(before, await lake.RowsAsync("staged.items"));

        await lake.RunAsync(new RunOptions { ReplayFrom = new Dictionary<TableReference, long> { [Items] = 0 } });
        Assert.Equal(["1|tea|9", "3|jam|4"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task What_a_buckets_lifecycle_has_deleted_is_not_taken_for_nothing()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 5, '00')");
        await lake.RunAsync();
        lake.Items(Change(1), "('I', 2, 'oil', 7, '01')");
        await lake.RunAsync();
        File.Delete(Path.Combine(lake.Lake.Raw.LocalPath, lake.Name, "public", "items", Load));

        var run = await lake.RunAsync(new RunOptions { Replay = true, Tables = [Items] });

        Assert.Equal(TableState.Failed, run[Items].State);
        Assert.Contains($"{Load}, which it was once built from, is not in", run[Items].Reason, StringComparison.Ordinal);
        Assert.Equal(2, await lake.CountAsync("staged.items"));
    }

    [Fact]
    public async Task A_full_refresh_computes_models_anew_though_nothing_changed()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 5, '00')");
        await lake.RunAsync();
        await lake.Table("curated.prices").DeleteAsync(lake.Engine, "true", new WriteOptions(), TestContext.Current.CancellationToken);

        var run = await lake.RunAsync(new RunOptions { FullRefresh = true });

        Assert.Equal(["tea|5"], await lake.RowsAsync("curated.prices"));
        Assert.Equal("full: it was asked for", run[new TableReference(Zone.Curated, "prices")].Refresh);
        Assert.Equal(TableState.Unchanged, run[Items].State);
        Assert.Equal(TableState.Unchanged, (await lake.RunAsync())[new TableReference(Zone.Curated, "prices")].State);
    }

    /// <summary>A table whose rows somebody has deleted by mistake, after a load and one change file.</summary>
    private static async Task<LakeFolder> DamagedAsync()
    {
        var lake = Create().Items(Load, "('I', 1, 'tea', 5, '00'), ('I', 2, 'oil', 7, '00')");
        await lake.RunAsync();
        lake.Items(Change(1), "('U', 1, 'tea', 9, '01'), ('D', 2, NULL, NULL, '02'), ('I', 3, 'jam', 4, '03')");
        await lake.RunAsync();
        await lake.Table("staged.items").DeleteAsync(lake.Engine, "id = 1", new WriteOptions(), TestContext.Current.CancellationToken);
        await lake.RunAsync();
        return lake;
    }

    private static async Task AssertGoesOnAsync(LakeFolder lake)
    {
        lake.Items(Change(2), "('U', 1, 'tea', 10, '05')");
        var next = await lake.RunAsync();
        Assert.Equal((1L, 1L), (next[Items].Files, next[Items].RowsUpdated));
    }
}
