using Lakehouse.Delta.Engine;
using Lakehouse.Transformer.Runs;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

public sealed class CurationTests
{
    [Theory]
    [InlineData("full")]
    [InlineData("incremental")]
    public async Task A_new_version_with_the_same_rows_is_no_reason_to_compute_anything(string refresh)
    {
        await using var lake = Create(new TransformerOptions { LargestIncrementalShare = 100 })
            .Write("pipeline.yaml", $"pipeline: shop\nstaged: {{ items: {{ key: [id] }} }}\ncurated:\n  prices: {{ sql: prices.sql, key: [name], refresh: {refresh} }}\n  expensive: {{ sql: expensive.sql, key: [name], refresh: {refresh} }}")
            .Items(Load, "('I', 1, 'a', 101, '00')");
        await lake.RunAsync();
        await lake.Items(Change(1), "('I', 2, 'b', 102, '01')").RunAsync();
        foreach (var table in new[] { "staged.items", "curated.prices" })
        {
            // A full refresh leaves one file, which nothing is to be done about.
            Assert.Equal(table == "staged.items" || refresh == "incremental", (await lake.Table(table).OptimizeAsync(lake.Engine, new OptimizeOptions(), TestContext.Current.CancellationToken)).Committed);
            await lake.Table(table).SetPropertiesAsync(new Dictionary<string, string> { ["note"] = "x" }, TestContext.Current.CancellationToken);
        }

        var before = (await lake.VersionAsync("curated.prices"), await lake.VersionAsync("curated.expensive"));
        Assert.Equal("its inputs have new versions with the same rows", (await lake.PlanAsync()).Single(table => table.Table.Name == "expensive").Why);
        Assert.All((await lake.RunAsync()).Reports, report => Assert.Equal(0, report.Commits));
        Assert.Equal(before, (await lake.VersionAsync("curated.prices"), await lake.VersionAsync("curated.expensive")));

        var run = await lake.Items(Change(2), "('U', 1, 'a', 99, '02')").RunAsync();
        Assert.Equal(3, run.Reports.Sum(report => report.Commits));
        Assert.Equal(["b"], await lake.RowsAsync("curated.expensive"));
    }

    [Fact]
    public async Task Models_follow_their_inputs_in_the_order_of_the_graph()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 60, '00'), ('I', 2, 'tea', 50, '00'), ('I', 3, 'jam', 5, '00')");
        var run = await lake.RunAsync();

        Assert.Equal(["jam|5", "tea|110"], await lake.RowsAsync("curated.prices"));
        Assert.Equal(["tea"], await lake.RowsAsync("curated.expensive"));
        var waiting = run.Reports.Single(report => report.Table == "curated.totals");
        Assert.Equal((TableState.Waiting, "staged.sales does not exist yet"), (waiting.State, waiting.Reason));
        Assert.Equal(RunState.Succeeded, run.State);
    }

    [Fact]
    public async Task Only_models_whose_input_changed_are_computed()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')").Raw("sales", Load, "SELECT 1 AS item, DATE '2026-01-01' AS day, 3 AS pieces");
        await lake.RunAsync();
        lake.Raw("sales", Change(1), "SELECT 'I' AS \"Op\", 1 AS item, DATE '2026-01-02' AS day, 4 AS pieces");
        var run = await lake.RunAsync();

        Assert.Equal(["curated.totals", "staged.sales"], run.Reports.Where(report => report.Commits > 0).Select(report => report.Table).Order());
        Assert.Equal(["1|7"], await lake.RowsAsync("curated.totals"));
        Assert.Equal(1, run.Reports.Single(report => report.Table == "curated.totals").Inputs["staged.sales"]);
    }

    [Fact]
    public async Task An_edited_model_is_computed_anew()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')");
        await lake.RunAsync();
        lake.Write("prices.sql", "SELECT name, max(price) AS price, count(*) AS items FROM staged.items GROUP BY name");
        await lake.RunAsync();

        Assert.Equal(["tea|6|1"], await lake.RowsAsync("curated.prices"));
    }

    [Fact]
    public async Task A_critical_expectation_stops_the_commit_and_the_old_version_keeps_serving()
    {
        await using var lake = Gated("critical").Items(Load, "('I', 1, 'tea', 6, '00')");
        await lake.RunAsync();
        lake.Items(Change(1), "('I', 2, 'coal', -5, '01')");
        var run = await lake.RunAsync();

        Assert.Equal(["tea|6"], await lake.RowsAsync("curated.prices"));
        Assert.Equal(0, await lake.VersionAsync("curated.prices"));
        var report = run.Reports.Single(table => table.Table == "curated.prices");
        Assert.Equal(TableState.Stopped, report.State);
        Assert.Contains("expect_column_values_to_be_between {\"column\":\"price\",\"min_value\":0}: 1 of 2 unexpected (for example -5)", report.Reason);
        Assert.Equal(TableState.Skipped, run.Reports.Single(table => table.Table == "curated.expensive").State);
        Assert.Equal(RunState.Failed, run.State);

        lake.Items(Change(2), "('U', 2, 'coal', 5, '02')");
        Assert.Equal(RunState.Succeeded, (await lake.RunAsync()).State);
        Assert.Equal(["coal|5", "tea|6"], await lake.RowsAsync("curated.prices"));
    }

    [Fact]
    public async Task A_warning_is_reported_and_the_rows_are_committed()
    {
        await using var lake = Gated("warning").Items(Load, "('I', 2, 'coal', -5, '01')");
        var run = await lake.RunAsync();

        Assert.Equal(["coal|-5"], await lake.RowsAsync("curated.prices"));
        Assert.False(run.Reports.Single(table => table.Table == "curated.prices").Expectations.Single(result => result.Type.EndsWith("between", StringComparison.Ordinal)).Success);
    }

    [Fact]
    public async Task A_key_that_is_not_unique_stops_the_commit()
    {
        await using var lake = Create().Write("prices.sql", "SELECT name, price FROM staged.items").Items(Load, "('I', 1, 'tea', 6, '00'), ('I', 2, 'tea', 7, '00')");
        var run = await lake.RunAsync();

        var report = run.Reports.Single(table => table.Table == "curated.prices");
        Assert.Equal(TableState.Stopped, report.State);
        Assert.Contains("expect_column_values_to_be_unique {\"column\":\"name\"}: 2 of 2 unexpected (for example tea)", report.Reason);
    }

    [Fact]
    public async Task A_table_that_fails_stops_only_what_reads_it()
    {
        await using var lake = Create()
            .Write("totals.sql", "SELECT item, sum(piecse) AS pieces FROM staged.sales GROUP BY item")
            .Items(Load, "('I', 1, 'tea', 6, '00')")
            .Raw("sales", Load, "SELECT 1 AS item, DATE '2026-01-01' AS day, 3 AS pieces");
        var run = await lake.RunAsync();

        var states = run.Reports.ToDictionary(report => report.Table, report => report.State);
        Assert.Equal(
            (TableState.Committed, TableState.Committed, TableState.Committed, TableState.Failed),
            (states["staged.sales"], states["curated.prices"], states["curated.expensive"], states["curated.totals"]));
        var reason = run.Reports.Single(report => report.Table == "curated.totals").Reason;
        Assert.Contains("totals.sql", reason);
        Assert.Contains("piecse", reason);
    }

    private static LakeFolder Gated(string severity) => CreateGated()
        .Write("prices.json", $$"""{"expectations":[{"type":"expect_column_values_to_be_between","kwargs":{"column":"price","min_value":0},"severity":"{{severity}}"}]}""");
}
