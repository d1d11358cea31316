using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Maintenance;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Tests;

/// <summary>Curated tables of incremental models: what changed is marked and added, and what did not change is neither written nor read.</summary>
public sealed class CuratedMergeTests
{
    private const string Full = "  all_names: { sql: names.sql, key: [customer] }";

    private const string Pipeline = $$"""
        pipeline: shop
        staged:
          orders: { key: [id] }
        curated:
          customers: { sql: customers.sql, key: [customer, id], refresh: incremental }
          names: { sql: names.sql, key: [customer], refresh: incremental }
        {{Full}}
        """;

    [Theory]
    [InlineData("customers")]
    [InlineData("names")]
    public async Task A_batch_costs_what_it_changes_once_the_rows_of_large_files_are_indexed(string model)
    {
        await using var lake = Lake();
        lake.Write("pipeline.yaml", Pipeline.Replace(Full, "", StringComparison.Ordinal));
        Orders(lake, "LOAD00000001.parquet", "SELECT 'I' AS \"Op\", i::INTEGER AS id, 'c' || i // 2 AS customer, i AS amount FROM range(4000) r(i)");
        await lake.RunAsync();
        var large = new List<string>();
        foreach (var table in new[] { "staged.orders", $"curated.{model}" })
        {
            large.Add(Path.Combine(lake.Table(table).Location.LocalPath, Assert.Single((await SnapshotAsync(lake, table)).Files).Path));
        }

        for (var change = 1; change <= 2; change++)
        {
            Orders(lake, Shop.Change(change), $"SELECT 'U' AS \"Op\", {change}::INTEGER AS id, 'c' || {change} AS customer, -1 AS amount");
            Assert.Equal(RunState.Succeeded, (await lake.RunAsync()).State);
            await lake.BuildIndexesAsync();
        }

        await lake.Table($"curated.{model}").SetPropertiesAsync(new Dictionary<string, string> { ["comment"] = "another version with the same rows" }, TestContext.Current.CancellationToken);

        // Nothing can read the large files now.
        large.ForEach(file => File.Move(file, file + ".aside"));
        Orders(lake, Shop.Change(3), "SELECT * FROM (VALUES ('U', 10, 'c11', -5), ('D', 30, NULL, NULL), ('I', 9000, 'new', 1)) t(\"Op\", id, customer, amount)");
        var run = await lake.RunAsync();
        large.ForEach(file => File.Move(file + ".aside", file));

        Assert.All(run.Reports.Where(table => table.Table == "staged.orders" || table.Table == $"curated.{model}"), table => Assert.True(table.State == TableState.Committed, table.Reason));
        var report = run.Reports.Single(table => table.Table == $"curated.{model}");
        Assert.StartsWith("incremental: ", report.Refresh, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(large[1]), (await SnapshotAsync(lake, $"curated.{model}")).Files.Select(file => file.Path));
        Assert.Equal(lake.Query(Sql(model).Replace("staged.orders", await lake.ScanAsync("staged.orders"), StringComparison.Ordinal)), await lake.RowsAsync($"curated.{model}"));
    }

    [Fact]
    public async Task Only_tables_that_changes_are_merged_into_have_deletion_vectors_and_only_where_readers_know_them()
    {
        await using var lake = Lake();
        Orders(lake, "LOAD00000001.parquet", "SELECT 'I' AS \"Op\", 1 AS id, 'c' AS customer, 1 AS amount");
        await lake.RunAsync();
        Assert.Equal(("true", null), await PropertiesAsync(lake, "curated.customers"));
        Assert.Equal((null, null), await PropertiesAsync(lake, "curated.all_names"));

        await using var old = Lake(new TransformerOptions { DeletionVectors = false });
        await using var some = Lake(new TransformerOptions { CopyOnWrite = ["curated.customers", "orders"] });
        foreach (var other in new[] { old, some })
        {
            Orders(other, "LOAD00000001.parquet", "SELECT 'I' AS \"Op\", 1 AS id, 'c' AS customer, 1 AS amount");
            await other.RunAsync();
            Assert.Equal((null, null), await PropertiesAsync(other, "curated.customers"));
            Assert.Equal((null, "true"), await PropertiesAsync(other, "staged.orders"));
        }

        Assert.Equal(("true", null), await PropertiesAsync(some, "curated.names"));
    }

    [Fact]
    public async Task A_model_that_others_read_tells_them_what_changed()
    {
        await using var lake = Lake();
        lake.Write("pipeline.yaml", Pipeline.Replace(Full, "  big: { sql: big.sql, key: [customer], refresh: incremental }", StringComparison.Ordinal))
            .Write("big.sql", "SELECT customer, total FROM curated.names WHERE total > 10");
        Orders(lake, "LOAD00000001.parquet", "SELECT 'I' AS \"Op\", i::INTEGER AS id, 'c' || i AS customer, i AS amount FROM range(100) r(i)");
        await lake.RunAsync();
        Assert.Equal(("true", "true"), await PropertiesAsync(lake, "curated.names"));

        Orders(lake, Shop.Change(1), "SELECT 'U' AS \"Op\", 5 AS id, 'c5' AS customer, 50 AS amount");
        var run = await lake.RunAsync();
        Assert.Equal("incremental: 1 keys", run.Reports.Single(table => table.Table == "curated.big").Refresh);
        Assert.Equal(90, await lake.CountAsync("curated.big"));
    }

    [Fact]
    public async Task A_compaction_between_two_refreshes_takes_the_deleted_rows_out()
    {
        await using var lake = Lake();
        Orders(lake, "LOAD00000001.parquet", "SELECT 'I' AS \"Op\", i::INTEGER AS id, 'c' || i AS customer, i AS amount FROM range(100) r(i)");
        await lake.RunAsync();
        Orders(lake, Shop.Change(1), "SELECT 'D' AS \"Op\", i::INTEGER AS id, NULL AS customer, NULL AS amount FROM range(60) r(i)");
        await lake.RunAsync();
        Assert.Equal(60, Assert.Single((await SnapshotAsync(lake, "curated.names")).Files).DeletionVector?.Cardinality);

        using var engines = new EnginePool(new TransformerOptions { MemoryMegabytes = 256 });
        var cared = new CaredTable("curated.names", lake.Table("curated.names"), null);
        var report = await new TableCare(engines).CompactAsync(cared, new MaintenanceOptions(), TestContext.Current.CancellationToken);
        Assert.Null(report!.Error);
        var compacted = Assert.Single((await SnapshotAsync(lake, "curated.names")).Files);
        Assert.Null(compacted.DeletionVector);

        Orders(lake, Shop.Change(2), "SELECT 'U' AS \"Op\", 70 AS id, 'c70' AS customer, -1 AS amount");
        var run = await lake.RunAsync();
        Assert.Equal("incremental: 1 keys, aggregates of staged.orders kept", run.Reports.Single(table => table.Table == "curated.names").Refresh);
        Assert.Equal(40, await lake.CountAsync("curated.names"));
        Assert.Equal(["c70|-1"], await lake.RowsAsync("curated.names", where: "customer = 'c70'"));
    }

    private static string Sql(string model) => model == "customers" ? "SELECT customer, id, amount FROM staged.orders" : "SELECT customer, sum(amount) AS total FROM staged.orders GROUP BY customer";

    private static LakeFolder Lake(TransformerOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("lake-").FullName;
        var settings = options ?? new TransformerOptions { LargestIncrementalShare = 1000, KeyIndexMinRows = 1000, TempDirectory = Path.Combine(folder, "temp") };
        return new LakeFolder(options: settings, folder: folder) { KeepsRunning = true }
            .Write("pipeline.yaml", Pipeline)
            .Write("customers.sql", Sql("customers"))
            .Write("names.sql", Sql("names"));
    }

    private static void Orders(LakeFolder lake, string name, string select) =>
        lake.Raw("orders", name, $"SELECT \"Op\", CAST(id AS INTEGER) AS id, CAST(customer AS VARCHAR) AS customer, CAST(amount AS INTEGER) AS amount FROM ({select})");

    private static Task<Snapshot> SnapshotAsync(LakeFolder lake, string table) => lake.Table(table).GetSnapshotAsync(TestContext.Current.CancellationToken);

    private static async Task<(string? Vectors, string? Feed)> PropertiesAsync(LakeFolder lake, string table)
    {
        var metadata = (await SnapshotAsync(lake, table)).Metadata;
        return (metadata.Property("delta.enableDeletionVectors"), metadata.Property("delta.enableChangeDataFeed"));
    }
}
