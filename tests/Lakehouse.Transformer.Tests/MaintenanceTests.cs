using System.Diagnostics;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Maintenance;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Staging;
using Microsoft.Extensions.Logging.Abstractions;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Compaction, vacuum and retention of raw.</summary>
public sealed class MaintenanceTests
{
    [Fact]
    public async Task Small_files_are_compacted_when_there_are_enough_of_them_and_rows_stay()
    {
        await using var lake = await WithChangesAsync(5);
        var rows = await lake.RowsAsync("staged.items");
        using var engines = new EnginePool(new TransformerOptions());
        var care = new TableCare(engines);

        Assert.Null(await care.CompactAsync(Items(lake), new MaintenanceOptions { SmallFiles = 50 }, TestContext.Current.CancellationToken));
        var report = await care.CompactAsync(Items(lake), new MaintenanceOptions { SmallFiles = 3 }, TestContext.Current.CancellationToken);

        Assert.Equal((null, "staged.items", await lake.VersionAsync("staged.items")), (report!.Error, report.Table, report.Version));
        Assert.Single((await lake.Table("staged.items").GetSnapshotAsync(TestContext.Current.CancellationToken)).Files);
        Assert.Equal(rows, await lake.RowsAsync("staged.items"));
        lake.Items(Change(30), "('U', 1, 'tea', 99, '30')");
        Assert.Equal(1, (await lake.RunAsync())[new TableReference(Zone.Staged, "items")].RowsUpdated);
    }

    [Fact]
    public async Task A_retention_that_readers_could_miss_is_reported_and_deletes_nothing()
    {
        await using var lake = await WithChangesAsync(2);
        var report = await TableCare.VacuumAsync(Items(lake), new MaintenanceOptions { VacuumRetention = TimeSpan.Zero }, TestContext.Current.CancellationToken);

        Assert.Contains("is below the table's", report!.Error, StringComparison.Ordinal);
        Assert.Equal(4, await lake.CountAsync("staged.items"));
    }

    [Fact]
    public async Task Vacuum_deletes_what_no_version_within_the_retention_needs_and_nothing_else()
    {
        await using var lake = await WithChangesAsync(3);
        await lake.Table("staged.items").SetPropertiesAsync(new Dictionary<string, string> { ["delta.deletedFileRetentionDuration"] = "interval 0 seconds" }, TestContext.Current.CancellationToken);
        using var engines = new EnginePool(new TransformerOptions());
        await new TableCare(engines).CompactAsync(Items(lake), new MaintenanceOptions { SmallFiles = 2 }, TestContext.Current.CancellationToken);
        var rows = await lake.RowsAsync("staged.items");

        var report = await TableCare.VacuumAsync(Items(lake), new MaintenanceOptions(), TestContext.Current.CancellationToken);

        var left = Directory.GetFiles(Path.Combine(lake.Lake.Staged.LocalPath, "shop", "items"), "*.parquet").Select(file => Path.GetFileName(file));
        Assert.Equal((await lake.Table("staged.items").GetSnapshotAsync(TestContext.Current.CancellationToken)).Files.Select(file => file.Path), left);
        Assert.Equal((null, true), (report!.Error, report.Files >= 4)); // the load's file and one for each change
        Assert.Equal(rows, await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_table_of_history_is_cared_for_and_keeps_the_raw_files_that_it_has_not_read()
    {
        await using var lake = Create().Write("pipeline.yaml", "pipeline: shop\nstaged:\n  items: { key: [id], history: true }\n").Items(Load, "('I', 1, 'tea', 5, '00')");
        await lake.RunAsync();
        Assert.Contains("staged.items_history", Tables(lake).Select(table => table.Name));
        lake.Items(Change(1), "('U', 1, 'tea', 6, '01')");
        var pipeline = PipelineLoader.Load(lake.PipelineFolder);
        using (var engines = new EnginePool(new TransformerOptions()))
        {
            await Stager(lake, pipeline, engines).StageAsync(pipeline.Staged[0], _ => { }, TestContext.Current.CancellationToken); // and not yet its history
        }

        Age(lake);
        Assert.Equal(1, (await RetainAsync(lake, keepForReplay: false))!.Files);
        Assert.Equal([Change(1)], RawFiles(lake));
    }

    [Fact]
    public async Task Raw_files_that_a_replay_needs_stay_until_the_table_was_emptied()
    {
        await using var lake = await WithChangesAsync(2);
        Age(lake);
        Assert.Null(await RetainAsync(lake, keepForReplay: true));

        lake.Items(Change(10), "('T', NULL, NULL, NULL, '10'), ('I', 7, 'cup', 3, '11')");
        await lake.RunAsync();
        lake.Items(Change(11), "('U', 7, 'cup', 4, '12')"); // not staged yet
        Age(lake);
        var report = await RetainAsync(lake, keepForReplay: true);

        Assert.Equal((null, 3L), (report!.Error, report.Files));
        Assert.Equal([Change(10), Change(11)], RawFiles(lake));
        await lake.RunAsync(new RunOptions { Replay = true });
        Assert.Equal(["7|cup|4"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task Raw_files_that_are_not_staged_or_not_old_stay_and_a_replay_that_needs_the_others_is_refused()
    {
        await using var lake = await WithChangesAsync(2);
        Age(lake);
        lake.Items(Change(10), "('I', 7, 'cup', 3, '11')");
        await lake.RunAsync();
        lake.Items(Change(11), "('U', 7, 'cup', 4, '12')");
        File.SetLastWriteTimeUtc(Path.Combine(lake.RawFolder("items"), Change(11)), DateTime.UtcNow.AddDays(-9));

        var report = await RetainAsync(lake, keepForReplay: false);

        Assert.Equal(3, report!.Files);
        Assert.Equal([Change(10), Change(11)], RawFiles(lake));
        var replay = await lake.RunAsync(new RunOptions { Replay = true });
        Assert.Contains("retention has deleted", replay[new TableReference(Zone.Staged, "items")].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_cares_for_its_tables_and_says_so_in_the_history()
    {
        await using var lake = await WithChangesAsync(4);
        await using var service = ServiceProcess.Start(
            lake, ("Transformer__Maintenance__Interval", "00:00:00.05"), ("Transformer__Maintenance__Tables__staged.items__SmallFiles", "2"), ("Transformer__HistoryInterval", "00:00:00.05"));

        var clock = Stopwatch.StartNew();
        while (await lake.Table("ops.runs").TryGetSnapshotAsync(TestContext.Current.CancellationToken) is null || await lake.CountAsync("ops.runs", "kind = 'maintenance' AND \"table\" = 'staged.items' AND state = 'succeeded' AND reason LIKE '%small files compacted into 1' AND error IS NULL") == 0)
        {
            Assert.True(clock.Elapsed < ServiceProcess.Patience, service.Output);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await service.UntilItSaysAsync("small files compacted into 1");
    }

    [Fact]
    public async Task The_service_indexes_a_large_table_that_small_batches_change()
    {
        await using var lake = Create().Items(Load, string.Join(", ", Enumerable.Range(1, 300).Select(id => $"('I', {id}, 'item {id}', {id}, '00')")));
        await lake.RunAsync();
        lake.Items(Change(1), "('U', 7, 'first', 70, '01')");
        await using var service = ServiceProcess.Start(lake, ("Transformer__KeyIndexMinRows", "100"), ("Transformer__HistoryInterval", "00:00:00.05"));

        await service.UntilItSaysAsync("staged.items: 300 rows of 1 files indexed by key");
        Assert.Single(Directory.GetFiles(Path.Combine(lake.Folder, "temp", "lakehouse-key-indexes"), "*.keys", SearchOption.AllDirectories));
        lake.Items(Change(2), "('U', 7, 'second', 71, '02'), ('D', 8, NULL, NULL, '03'), ('I', 301, 'new', 3, '04')");
        var clock = Stopwatch.StartNew();
        while (await lake.CountAsync("staged.items", "id = 301") == 0)
        {
            Assert.True(clock.Elapsed < ServiceProcess.Patience, service.Output);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["301|new|3", "7|second|71"], await lake.RowsAsync("staged.items", where: "id IN (7, 8, 301)"));
    }

    private static CaredTable Items(LakeFolder lake) => Tables(lake).First(table => table.Name == "staged.items");

    private static IReadOnlyList<CaredTable> Tables(LakeFolder lake) => CaredTable.Of(PipelineLoader.Load(lake.PipelineFolder), lake.Lake, lake.History());

    private static async Task<MaintenanceReport?> RetainAsync(LakeFolder lake, bool keepForReplay)
    {
        var pipeline = PipelineLoader.Load(lake.PipelineFolder);
        using var engines = new EnginePool(new TransformerOptions());
        var retention = new RawRetention(pipeline, lake.Lake, Stager(lake, pipeline, engines), engines);
        return await retention.ApplyAsync(Items(lake), new MaintenanceOptions { RawRetention = TimeSpan.FromDays(7), KeepRawForReplay = keepForReplay }, TestContext.Current.CancellationToken);
    }

    private static TableStager Stager(LakeFolder lake, Pipeline pipeline, EnginePool engines) =>
        new(pipeline, lake.Lake, new LakeTables(pipeline, lake.Lake, new TransformerOptions()), engines, new TransformerOptions(), NullLogger<TableStager>.Instance);

    /// <summary>A load and change files, each in a run of its own.</summary>
    private static async Task<LakeFolder> WithChangesAsync(int changes)
    {
        var lake = Create().Items(Load, "('I', 1, 'tea', 5, '00'), ('I', 2, 'oil', 7, '00')");
        await lake.RunAsync();
        for (var change = 1; change <= changes; change++)
        {
            lake.Items(Change(change), $"('I', {100 + change}, 'new', {change}, '{change:D2}')");
            await lake.RunAsync();
        }

        return lake;
    }

    private static void Age(LakeFolder lake)
    {
        foreach (var file in Directory.GetFiles(lake.RawFolder("items")))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-8));
        }
    }

    private static string[] RawFiles(LakeFolder lake) => [.. Directory.GetFiles(lake.RawFolder("items")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
}
