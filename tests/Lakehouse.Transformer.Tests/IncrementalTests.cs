using CsCheck;
using Lakehouse.Tests;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Tests;

/// <summary>An incremental refresh gives the same rows as a full one, whatever changed.</summary>
public sealed class IncrementalTests
{
    private const string Pipeline = """
        pipeline: shop
        staged:
          orders: { key: [id] }
          lines: { key: [order_id, line] }
        curated:
          model: { sql: model.sql, key: [id], refresh: incremental }
        """;

    private static readonly TransformerOptions Always = new() { MemoryMegabytes = 256, LargestIncrementalShare = 1000 };

    private static readonly Gen<(bool Orders, bool Delete, int Key, int Line, int Value)[][]> Rounds =
        Gen.Select(Gen.Bool, Gen.Frequency((1, Gen.Const(true)), (3, Gen.Const(false))), Gen.Int[1, 6], Gen.Int[1, 2], Gen.Int[0, 3]).Array[1, 8].Array[2, 4];

    private static readonly Gen<string> Aggregate = OneOf(
        "sum({0})", "min({0})", "max({0})", "count({0})", "count(*)", "count(DISTINCT {0})", "avg(CAST({0} AS DOUBLE))", "sum({0}) FILTER (WHERE {0} > 1)", "count(*) FILTER (WHERE {0} > 1)");

    private static readonly Gen<string> Condition = OneOf("true", "{0} > 1", "{0} <> 2", "{0} IS NOT NULL", "coalesce({0}, 0) < 3");

    /// <summary>Joins, aggregates before and after them, unions, CTEs and filters, all by the key id.</summary>
    private static readonly Gen<string> RandomModel = Gen.Select(Gen.Int[0, 3], OneOf("JOIN", "LEFT JOIN"), Aggregate, Aggregate, Condition, Condition, Gen.Bool).Select((shape, join, one, other, where, filter, having) =>
    {
        var lines = $"FROM staged.lines WHERE {In(filter, "price")}";
        return shape switch
        {
            0 => $"SELECT o.id, {In(one, "l.price")} AS a, {In(other, "o.amount")} AS b FROM staged.orders o {join} staged.lines l ON l.order_id = o.id WHERE {In(where, "o.amount")} AND {In(filter, "l.price")} GROUP BY o.id{(having ? " HAVING count(*) > 1" : "")}",
            1 => $"SELECT o.id, o.customer, t.a FROM staged.orders o {join} (SELECT order_id, {In(one, "price")} AS a {lines} GROUP BY order_id) t ON t.order_id = o.id WHERE {In(where, "o.amount")}",
            2 => $"SELECT id, {In(one, "v")} AS a, {In(other, "v")} AS b FROM (SELECT id, amount AS v FROM staged.orders WHERE {In(where, "amount")} UNION ALL SELECT order_id, price {lines}) u GROUP BY id",
            _ => $"WITH s AS (SELECT order_id AS id, {In(one, "price")} AS a {lines} GROUP BY order_id), d AS (SELECT DISTINCT id, amount FROM staged.orders WHERE {In(where, "amount")}) SELECT d.id, d.amount, s.a FROM d {join} s USING (id)",
        };

        static string In(string template, string column) => template.Replace("{0}", column, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("SELECT id, customer, amount FROM staged.orders WHERE amount > 0")]
    [InlineData("SELECT o.id, o.customer, t.total, t.n FROM staged.orders o LEFT JOIN (SELECT order_id, sum(price) AS total, count(*) AS n FROM staged.lines GROUP BY order_id) t ON t.order_id = o.id")]
    [InlineData("SELECT o.id, min(o.amount) AS amount, max(l.price) AS price FROM staged.orders o JOIN staged.lines l ON l.order_id = o.id WHERE l.price <> 2 GROUP BY o.id")]
    [InlineData("SELECT id, sum(v) AS v FROM (SELECT id, amount AS v FROM staged.orders UNION ALL SELECT order_id, price FROM staged.lines) u GROUP BY id HAVING sum(v) > 1")]
    [InlineData("WITH big AS (SELECT order_id AS id, price FROM staged.lines WHERE price > 1) SELECT DISTINCT a.id, b.customer FROM big a JOIN staged.orders b USING (id)")]
    [InlineData("SELECT a.id, count(*) AS n FROM staged.orders a JOIN staged.lines l ON a.id = l.order_id LEFT JOIN staged.lines m ON l.order_id = m.order_id AND m.price = 1 GROUP BY a.id")]
    public async Task It_equals_a_full_refresh(string sql)
    {
        await Rounds.SampleRepeatablyAsync(rounds => CheckAsync(sql, rounds), iter: 4);
    }

    [Fact]
    public async Task It_equals_a_full_refresh_for_models_made_at_random()
    {
        await Gen.Select(RandomModel, Rounds).SampleRepeatablyAsync(made => CheckAsync(made.Item1, made.Item2), iter: 12, made => made.Item1);
    }

    [Fact]
    public async Task Rows_whose_key_is_not_affected_stay_in_their_files_and_a_new_version_of_nothing_is_no_change()
    {
        await using var lake = Lake("SELECT id, customer, amount FROM staged.orders", Always);
        Orders(lake, "LOAD00000001.parquet", Enumerable.Range(1, 100).Select(id => $"('I', {id}, 'c', {id})"));
        await lake.RunAsync();
        Orders(lake, Shop.Change(1), ["('U', 7, 'changed', 7)", "('D', 8, NULL, NULL)", "('I', 101, 'new', 1)", "('U', 9, 'c', 9)"]);
        var run = await lake.RunAsync();

        var report = run.Reports.Single(table => table.Table == "curated.model");
        Assert.Equal(("incremental: 3 keys", 1, 1, 1), (report.Refresh, report.RowsInserted, report.RowsUpdated, report.RowsDeleted));
    }

    [Theory]
    [InlineData("SELECT id, customer, row_number() OVER (ORDER BY id DESC) AS n FROM staged.orders", 1000, "full: it has the window function row_number")]
    [InlineData("SELECT id, customer FROM staged.orders", 0.0, "bytes of data files changed")]
    public async Task A_full_refresh_says_why(string sql, double share, string why)
    {
        await using var lake = Lake(sql, new TransformerOptions { LargestIncrementalShare = share });
        Orders(lake, "LOAD00000001.parquet", ["('I', 1, 'a', 1)"]);
        var first = await lake.RunAsync();
        Orders(lake, Shop.Change(1), ["('I', 2, 'b', 2)"]);
        var second = await lake.RunAsync();

        Assert.Equal("full: it is the first time with this SQL and these inputs", Report(first).Refresh);
        Assert.Contains(why, Report(second).Refresh);
        Assert.Equal(2, await lake.CountAsync("curated.model"));
    }

    [Fact]
    public async Task A_new_column_of_an_input_makes_the_refresh_full_once()
    {
        await using var lake = Lake("SELECT * FROM staged.orders", Always);
        Orders(lake, "LOAD00000001.parquet", ["('I', 1, 'a', 1)"]);
        await lake.RunAsync();
        lake.Raw("orders", Shop.Change(1), "SELECT 'I' AS \"Op\", 2 AS id, 'b' AS customer, 2 AS amount, 'red' AS colour");
        Assert.Equal("full: the columns of staged.orders changed", Report(await lake.RunAsync()).Refresh);
        Assert.Equal(["1|a|1|NULL", "2|b|2|red"], await lake.RowsAsync("curated.model"));

        Orders(lake, Shop.Change(2), ["('U', 1, 'A', 1)"]);
        Assert.Equal("incremental: 1 keys", Report(await lake.RunAsync()).Refresh);
        Assert.Equal(["1|A|1|NULL", "2|b|2|red"], await lake.RowsAsync("curated.model"));
    }

    private static async Task CheckAsync(string sql, (bool Orders, bool Delete, int Key, int Line, int Value)[][] rounds)
    {
        await using var lake = Lake(sql, Always);
        // One row of each table stays: where an input is empty, the refresh is full.
        Orders(lake, "LOAD00000001.parquet", ["('I', 1, 'a', 1)", "('I', 2, 'b', 0)", "('I', 99, 'z', 1)"]);
        Lines(lake, "LOAD00000001.parquet", ["('I', 1, 1, 1)", "('I', 3, 1, 2)", "('I', 99, 1, 1)"]);
        await lake.RunAsync();
        for (var round = 0; round < rounds.Length; round++)
        {
            var orders = rounds[round].Where(change => change.Orders).Select(change => change.Delete ? $"('D', {change.Key}, NULL, NULL)" : $"('U', {change.Key}, 'c{change.Value}', {change.Value})").ToList();
            var lines = rounds[round].Where(change => !change.Orders).Select(change => change.Delete ? $"('D', {change.Key}, {change.Line}, NULL)" : $"('U', {change.Key}, {change.Line}, {change.Value})").ToList();
            if (orders.Count > 0)
            {
                Orders(lake, Shop.Change(round + 1), orders);
            }

            if (lines.Count > 0)
            {
                Lines(lake, Shop.Change(round + 1), lines);
            }

            var report = Report(await lake.RunAsync());
            Assert.StartsWith("incremental: ", report.Refresh ?? "incremental: nothing changed", StringComparison.Ordinal);
            var text = sql;
            foreach (var table in new[] { "staged.orders", "staged.lines" }.Where(table => sql.Contains(table, StringComparison.Ordinal)))
            {
                text = text.Replace(table, await lake.ScanAsync(table), StringComparison.Ordinal);
            }

            Assert.Equal(lake.Query(text), await lake.RowsAsync("curated.model"));
        }
    }

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);

    private static TableReport Report(Run run) => run.Reports.Single(table => table.Table == "curated.model");

    private static LakeFolder Lake(string sql, TransformerOptions options) => new LakeFolder(options: options)
        .Write("pipeline.yaml", sql.Contains("staged.lines", StringComparison.Ordinal) ? Pipeline : Pipeline.Replace("  lines: { key: [order_id, line] }\n", "", StringComparison.Ordinal))
        .Write("model.sql", sql);

    private static void Orders(LakeFolder lake, string name, IEnumerable<string> rows) =>
        lake.Raw("orders", name, $"SELECT \"Op\", CAST(id AS INTEGER) AS id, CAST(customer AS VARCHAR) AS customer, CAST(amount AS INTEGER) AS amount FROM (VALUES {string.Join(", ", rows)}) t(\"Op\", id, customer, amount)");

    private static void Lines(LakeFolder lake, string name, IEnumerable<string> rows) =>
        lake.Raw("lines", name, $"SELECT \"Op\", CAST(order_id AS INTEGER) AS order_id, CAST(line AS INTEGER) AS line, CAST(price AS INTEGER) AS price FROM (VALUES {string.Join(", ", rows)}) t(\"Op\", order_id, line, price)");
}
