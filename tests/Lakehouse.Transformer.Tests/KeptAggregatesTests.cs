using CsCheck;
using Lakehouse.Delta.Engine;
using Lakehouse.Tests;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Tests;

/// <summary>Aggregates that are kept from refresh to refresh give the rows of a full refresh, whatever happens between.</summary>
public sealed class KeptAggregatesTests
{
    private const string Kept = "aggregates of staged.lines kept";

    /// <summary>The inputs have no file any more: there is nothing to be incremental about.</summary>
    private const string NothingIsLeft = "bytes of data files changed, of 0 in all";

    private const string Pipeline = """
        pipeline: shop
        staged:
          orders: { key: [id] }
          lines: { key: [line] }
        curated:
          model: { sql: model.sql, key: [id], refresh: incremental, expectations: gate.json }
        """;

    /// <summary>The order 66 is what the gate stops.</summary>
    private const string Gate = """{"expectations":[{"type":"expect_column_values_to_not_be_in_set","kwargs":{"column":"id","value_set":[66]},"severity":"critical","meta":{}}]}""";

    private static readonly TransformerOptions Always = new() { MemoryMegabytes = 256, LargestIncrementalShare = 1000 };

    private enum Event
    {
        None,
        Restart,
        StoppedByGate,
        Truncate,
        Compaction,
        Restore,
        AnotherTransformer,
    }

    private static readonly Gen<(Event Event, (bool Delete, int Line, int Order, int Value)[] Changes)[]> Rounds = Gen.Select(
        Gen.Frequency((6, Gen.Const(Event.None)), (1, Gen.Const(Event.Restart)), (2, Gen.Const(Event.StoppedByGate)), (1, Gen.Const(Event.Truncate)), (1, Gen.Const(Event.Compaction)), (1, Gen.Const(Event.Restore)), (1, Gen.Const(Event.AnotherTransformer))),
        Gen.Select(Gen.Frequency((1, Gen.Const(true)), (2, Gen.Const(false))), Gen.Int[1, 9], Gen.Int[0, 4], Gen.Int[0, 5]).Array[1, 6]).Array[4, 7];

    private static readonly Gen<string> Aggregate = OneOf(
        "count(*)", "count(colour)", "sum(price)", "avg(price)", "sum(weight)", "avg(weight)", "sum(CAST(weight AS DOUBLE))", "avg(CAST(weight AS DOUBLE))", "sum(cost)", "avg(cost)",
        "sum(price) FILTER (WHERE price > 1)", "count(*) FILTER (WHERE colour = 'c1')", "count(*) FILTER (WHERE price > 1)", "sum(price * 2 + 1)", "coalesce(sum(cost), 0) / (count(cost) + 1.5E0)", "sum(weight) + count(*)");

    private static readonly Gen<string> Where = OneOf("", "WHERE price > 1", "WHERE colour <> 'c2'", "WHERE coalesce(cost, 0) < 3");

    private static readonly Gen<string> Model = Gen.Select(Gen.Int[0, 4], Aggregate, Aggregate, Where, Where).Select((shape, one, other, where, filter) => shape switch
    {
        0 => $"SELECT o.id, o.customer, t.a, t.b FROM staged.orders o LEFT JOIN (SELECT order_id, {one} AS a, {other} AS b FROM staged.lines {where} GROUP BY order_id) t ON t.order_id = o.id",
        1 => $"SELECT order_id AS id, {one} AS a, {other} AS b FROM staged.lines l {And(where)} GROUP BY l.order_id",
        2 => $"SELECT o.id, t.a, u.b FROM staged.orders o JOIN (SELECT order_id, {one} AS a FROM staged.lines {where} GROUP BY 1) t ON t.order_id = o.id JOIN (SELECT order_id, {other} AS b FROM staged.lines {filter} GROUP BY order_id) u ON u.order_id = o.id",
        3 => $"WITH s AS (SELECT order_id, colour, {one} AS a FROM staged.lines {where} GROUP BY order_id, colour) SELECT o.id, count(*) AS colours, count(s.a) AS n FROM staged.orders o JOIN s ON s.order_id = o.id GROUP BY o.id",
        _ => $"SELECT o.id, t.a, u.b FROM staged.orders o LEFT JOIN (SELECT order_id, {one} AS a FROM staged.lines {where} GROUP BY order_id) t ON t.order_id = o.id LEFT JOIN (SELECT order_id, max(price) AS b FROM staged.lines GROUP BY order_id) u ON u.order_id = o.id",
    });

    private static string And(string where) => where.Length == 0 ? "WHERE order_id IS NOT NULL" : $"{where} AND order_id IS NOT NULL";

    [Theory]
    [InlineData("SELECT o.id, o.customer, t.n, t.total, t.mean FROM staged.orders o LEFT JOIN (SELECT order_id, count(*) AS n, sum(cost) AS total, avg(CAST(weight AS DOUBLE)) AS mean FROM staged.lines GROUP BY order_id) t ON t.order_id = o.id")]
    [InlineData("SELECT order_id AS id, sum(price) AS total, avg(weight) AS mean FROM staged.lines WHERE order_id IS NOT NULL GROUP BY order_id")]
    [InlineData("WITH s AS (SELECT order_id, colour, sum(price) AS a FROM staged.lines GROUP BY order_id, colour) SELECT o.id, count(*) AS colours, sum(s.a) AS a FROM staged.orders o JOIN s ON s.order_id = o.id GROUP BY o.id")]
    public async Task They_give_the_rows_of_a_full_refresh(string sql)
    {
        await Rounds.SampleRepeatablyAsync(rounds => CheckAsync(sql, rounds), iter: 2);
    }

    [Fact]
    public async Task They_give_the_rows_of_a_full_refresh_for_models_made_at_random()
    {
        await Gen.Select(Model, Rounds).SampleRepeatablyAsync(made => CheckAsync(made.Item1, made.Item2), iter: 8, made => made.Item1);
    }

    [Theory]
    [InlineData("sum(CAST(price AS DOUBLE) * 0.1E0)")]
    [InlineData("max(price)")]
    [InlineData("count(DISTINCT colour)")]
    [InlineData("median(price)")]
    public async Task What_cannot_be_kept_exactly_is_grouped_anew(string aggregate)
    {
        await using var lake = Lake($"SELECT order_id AS id, {aggregate} AS a FROM staged.lines WHERE order_id IS NOT NULL GROUP BY order_id", Always);
        await StartAsync(lake);
        Lines(lake, Shop.Change(1), ["('U', 1, 1, 'c1', 4, 0.125, 1.10)"]);
        Assert.Equal("incremental: 1 keys", Report(await lake.RunAsync()).Refresh);
    }

    [Fact]
    public async Task Too_many_groups_are_not_kept()
    {
        await using var lake = Lake("SELECT order_id AS id, count(*) AS n FROM staged.lines WHERE order_id IS NOT NULL GROUP BY order_id", new TransformerOptions { MemoryMegabytes = 256, LargestIncrementalShare = 1000, KeptAggregateGroups = 2 });
        await StartAsync(lake);
        for (var change = 1; change <= 3; change++)
        {
            Lines(lake, Shop.Change(change), [$"('U', {change}, {change}, 'c1', 4, 0.125, 1.10)"]);
            Assert.DoesNotContain("kept", Report(await lake.RunAsync()).Refresh, StringComparison.Ordinal);
        }

        Assert.Equal(["1|1", "2|2", "3|1"], await lake.RowsAsync("curated.model"));
    }

    /// <summary>DOUBLEs added one by one give another last digit in another order; the exact sum has one value.</summary>
    [Fact]
    public async Task A_full_refresh_keeps_them_for_the_next_and_both_give_the_same_digits()
    {
        const string sql = "SELECT order_id AS id, sum(CAST(cost AS DOUBLE)) AS total, avg(CAST(cost AS DOUBLE)) AS mean FROM staged.lines WHERE order_id IS NOT NULL GROUP BY order_id";
        await using var lake = Lake(sql, Always);
        Orders(lake, "LOAD00000001.parquet", ["('I', 1, 'a')"]);
        Lines(lake, "LOAD00000001.parquet", Enumerable.Range(1, 3000).Select(line => $"('I', {line}, 1, 'c', 1, 0.125, {line * 7919 % 100_000}.{line % 90 + 10})"));
        await lake.RunAsync();
        var lines = lake.Table("staged.lines");
        var large = Path.Combine(lines.Location.LocalPath, Assert.Single((await lines.GetSnapshotAsync(TestContext.Current.CancellationToken)).Files).Path);
        await lines.AppendAsync(lake.Engine, $"SELECT * REPLACE (9000 AS line, 0.10 AS cost) FROM {await lake.ScanAsync("staged.lines")} WHERE line = 1", new WriteOptions(), TestContext.Current.CancellationToken);

        // The refresh cannot read the rows of the first load again.
        File.Move(large, large + ".aside");
        var report = Report(await lake.RunAsync());
        File.Move(large + ".aside", large);
        Assert.EndsWith(Kept, report.Refresh, StringComparison.Ordinal);
        var incremental = await lake.RowsAsync("curated.model");
        await lake.RunAsync(new RunOptions { FullRefresh = true });
        Assert.Equal(incremental, await lake.RowsAsync("curated.model"));
        Assert.Equal(lake.Query($"SELECT 1, CAST(sum(cost) AS DOUBLE), CAST(sum(cost) AS DOUBLE) / count(*) FROM {await lake.ScanAsync("staged.lines")}"), incremental);
    }

    private static async Task CheckAsync(string sql, (Event Event, (bool Delete, int Line, int Order, int Value)[] Changes)[] rounds)
    {
        await using var lake = Lake(sql, Always);
        await StartAsync(lake);
        foreach (var (round, (what, changes)) in rounds.Index())
        {
            await DoAsync(lake, what, (round * 3) + 1);
            Lines(lake, Shop.Change((round * 3) + 3), changes.Select(change => change.Delete ? $"('D', {change.Line}, NULL, NULL, NULL, NULL, NULL)"
                : $"('U', {change.Line}, {Null(change.Order, 0)}, {Null($"'c{change.Value}'", "'c0'")}, {Null(change.Value, 4)}, {Null($"{change.Value}.{change.Line % 8 * 125:D3}", "3.000")}, {change.Value}.{change.Order}7)"));
            var report = Report(await lake.RunAsync());
            Assert.True(report.Refresh is null || report.Refresh.EndsWith(Kept, StringComparison.Ordinal) || report.Refresh.EndsWith(NothingIsLeft, StringComparison.Ordinal), report.Refresh);

            Assert.Equal(lake.Query(sql.Replace("staged.orders", await lake.ScanAsync("staged.orders"), StringComparison.Ordinal).Replace("staged.lines", await lake.ScanAsync("staged.lines"), StringComparison.Ordinal)), await lake.RowsAsync("curated.model"));
        }

        static string Null<T>(T value, T none) => Equals(value, none) ? "NULL" : $"{value}";
    }

    private static async Task DoAsync(LakeFolder lake, Event what, int minute)
    {
        switch (what)
        {
            case Event.Restart:
                lake.Stop();
                break;
            case Event.StoppedByGate:
                Orders(lake, Shop.Change(minute), ["('I', 66, 'stop')"]);
                Lines(lake, Shop.Change(minute), ["('U', 1, 2, 'c1', 5, 0.500, 2.50)", "('I', 66, 66, 'c1', 5, 0.500, 2.50)"]);
                Assert.NotEqual(RunState.Succeeded, (await lake.RunAsync()).State);
                Orders(lake, Shop.Change(minute + 1), ["('D', 66, NULL)"]);
                Lines(lake, Shop.Change(minute + 1), ["('D', 66, NULL, NULL, NULL, NULL, NULL)"]);
                break;
            case Event.Truncate:
                Lines(lake, Shop.Change(minute), ["('T', NULL, NULL, NULL, NULL, NULL, NULL)"]);
                break;
            case Event.Compaction:
                await lake.Table("staged.lines").OptimizeAsync(lake.Engine, 1 << 20, TestContext.Current.CancellationToken);
                break;
            case Event.Restore:
                await lake.Table("staged.lines").RestoreAsync((await lake.VersionAsync("staged.lines")) - 1, TestContext.Current.CancellationToken);
                Lines(lake, Shop.Change(minute), ["('D', 66, NULL, NULL, NULL, NULL, NULL)"]); // the version may be one that the gate stopped
                break;
            case Event.AnotherTransformer:
                Lines(lake, Shop.Change(minute), ["('U', 2, 3, 'c3', 1, 0.250, 9.99)"]);
                await lake.PlaySparkAsync();
                break;
        }
    }

    private static async Task StartAsync(LakeFolder lake)
    {
        Orders(lake, "LOAD00000001.parquet", ["('I', 1, 'a')", "('I', 2, 'b')", "('I', 3, 'c')"]);
        Lines(lake, "LOAD00000001.parquet", ["('I', 1, 1, 'c1', 1, 0.125, 1.10)", "('I', 2, 3, NULL, 2, 1.250, 2.20)", "('I', 3, 3, 'c3', NULL, NULL, NULL)", "('I', 4, NULL, 'c4', 7, 2.000, 4.40)"]);
        await lake.RunAsync();
        Lines(lake, Shop.Change(0), ["('U', 9, 2, 'c1', 3, 0.375, 0.01)"]);
        await lake.RunAsync();
    }

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);

    private static TableReport Report(Run run) => run.Reports.Single(table => table.Table == "curated.model");

    private static LakeFolder Lake(string sql, TransformerOptions options) => new LakeFolder(options: options) { KeepsRunning = true }
        .Write("pipeline.yaml", Pipeline)
        .Write("gate.json", Gate)
        .Write("model.sql", sql);

    private static void Orders(LakeFolder lake, string name, IEnumerable<string> rows) =>
        lake.Raw("orders", name, $"SELECT \"Op\", CAST(id AS INTEGER) AS id, CAST(customer AS VARCHAR) AS customer FROM (VALUES {string.Join(", ", rows)}) t(\"Op\", id, customer)");

    private static void Lines(LakeFolder lake, string name, IEnumerable<string> rows) => lake.Raw(
        "lines",
        name,
        $"SELECT \"Op\", CAST(line AS INTEGER) AS line, CAST(order_id AS INTEGER) AS order_id, CAST(colour AS VARCHAR) AS colour, CAST(price AS INTEGER) AS price, CAST(weight AS DECIMAL(6,3)) AS weight, CAST(cost AS DECIMAL(12,2)) AS cost FROM (VALUES {string.Join(", ", rows)}) t(\"Op\", line, order_id, colour, price, weight, cost)");
}
