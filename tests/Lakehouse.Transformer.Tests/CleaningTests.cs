using Lakehouse.Transformer.Runs;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>A staged table with an SQL of its own is cleaned before anyone sees it.</summary>
public sealed class CleaningTests
{
    [Fact]
    public async Task Rows_are_cleaned_incrementally_and_come_back_when_they_become_good()
    {
        await using var lake = Create().Items(Load, "('I', 1, ' tea ', 6, '00'), ('I', 2, 'coal', -5, '00')");
        var first = await lake.RunAsync();
        Assert.Equal(["1|tea|6"], await lake.RowsAsync("staged.items"));
        Assert.Equal(["tea|6"], await lake.RowsAsync("curated.prices"));
        Assert.Equal(["source.items", "staged.items", "curated.prices"], first.Reports.Where(report => report.Commits > 0).Select(report => report.Table));

        lake.ItemsWithUnchanged(Change(1), "('U', 2, NULL, 5, '01', ['name']), ('U', 1, ' tea ', -1, '02', NULL)");
        var second = await lake.RunAsync();
        Assert.Equal(["2|coal|5"], await lake.RowsAsync("staged.items"));
        Assert.Equal(["coal|5"], await lake.RowsAsync("curated.prices"));
        Assert.Equal("incremental: 2 keys", second.Reports.Single(report => report.Table == "staged.items").Refresh);
        Assert.All((await lake.RunAsync()).Reports, report => Assert.Equal(0, report.Commits));
    }

    [Fact]
    public async Task A_gate_before_a_staged_table_keeps_the_version_before()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')");
        await lake.RunAsync();
        lake.Items(Change(1), "('I', 2, 'forbidden', 5, '01')");
        var run = await lake.RunAsync();

        var report = run.Reports.Single(report => report.Table == "staged.items");
        Assert.Equal(TableState.Stopped, report.State);
        Assert.Equal(TableState.Skipped, run.Reports.Single(report => report.Table == "curated.prices").State);
        Assert.Equal(["1|tea|6"], await lake.RowsAsync("staged.items"));
    }

    private static LakeFolder Create() => new LakeFolder(options: new TransformerOptions { MemoryMegabytes = 256, LargestIncrementalShare = 1000 })
        .Write("pipeline.yaml", """
            pipeline: shop
            staged:
              items: { key: [id], sql: staged/items.sql, expectations: items.json }
            curated:
              prices: { sql: prices.sql, key: [name], refresh: incremental }
            """)
        .Write("staged/items.sql", "SELECT id, trim(name) AS name, price FROM source.items WHERE price >= 0")
        .Write("items.json", """{"expectations":[{"type":"expect_column_values_to_not_be_in_set","kwargs":{"column":"name","value_set":["forbidden"]}}]}""")
        .Write("prices.sql", "SELECT name, max(price) AS price FROM staged.items GROUP BY name");
}
