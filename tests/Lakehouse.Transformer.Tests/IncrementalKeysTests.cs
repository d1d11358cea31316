using CsCheck;
using Lakehouse.Tests;
using Lakehouse.Transformer.Planning;

namespace Lakehouse.Transformer.Tests;

/// <summary>Keys of several columns, keys that may be NULL, and models that cannot be followed: the rows are always those of a full refresh, and the plan says why it is full.</summary>
public sealed class IncrementalKeysTests
{
    private static readonly Gen<(bool Orders, bool Delete, int Key, int Line, int Value)[][]> Rounds =
        Gen.Select(Gen.Bool, Gen.Frequency((1, Gen.Const(true)), (3, Gen.Const(false))), Gen.Int[1, 5], Gen.Int[1, 2], Gen.Int[0, 3]).Array[1, 6].Array[2];

    [Theory]
    [InlineData("order_id, line", "SELECT order_id, line, price FROM staged.lines WHERE price > 1", "incremental: ")]
    [InlineData("customer, amount", "SELECT customer, amount, count(*) AS n FROM staged.orders WHERE customer IS NOT NULL AND amount IS NOT NULL GROUP BY customer, amount", "incremental: ")]
    [InlineData("id, v", "SELECT id, amount AS v FROM staged.orders WHERE amount IS NOT NULL UNION SELECT order_id, price FROM staged.lines WHERE price IS NOT NULL", "incremental: ")]
    [InlineData("customer", "SELECT customer, count(*) AS n, sum(amount) AS s FROM staged.orders GROUP BY customer", null)]
    [InlineData("customer, line", "SELECT o.customer, l.line, sum(l.price) AS s FROM staged.orders o JOIN staged.lines l ON l.order_id = o.id GROUP BY o.customer, l.line", "full: no column of its key (customer, line) says which rows")]
    [InlineData("id", "SELECT coalesce(o.id, l.order_id) AS id, count(*) AS n FROM staged.orders o FULL JOIN staged.lines l ON o.id = l.order_id GROUP BY coalesce(o.id, l.order_id)", "full: it has a REGULAR FULL join")]
    [InlineData("order_id, line", "SELECT l.order_id, l.line, o.customer FROM staged.orders o RIGHT JOIN staged.lines l ON o.id = l.order_id", "full: it has a REGULAR RIGHT join")]
    [InlineData("id", "SELECT id, rank() OVER (PARTITION BY customer ORDER BY amount DESC, id DESC) AS place FROM staged.orders", "full: it has the window function rank")]
    [InlineData("id", "SELECT id FROM staged.orders o WHERE EXISTS (SELECT 1 FROM staged.lines l WHERE l.order_id = o.id)", "full: it has a subquery in an expression")]
    [InlineData("id", "SELECT id FROM staged.orders EXCEPT SELECT order_id FROM staged.lines", "full: it has EXCEPT")]
    [InlineData("id", "SELECT id, amount FROM staged.orders ORDER BY amount DESC, id DESC LIMIT 2", "full: it has LIMIT or OFFSET")]
    [InlineData("id", "SELECT a.id, count(b.id) AS n FROM staged.orders a LEFT JOIN staged.orders b ON a.amount = b.amount GROUP BY a.id", "full: no column of its key (id) says which rows")]
    public async Task The_rows_are_those_of_a_full_refresh(string key, string sql, string? refresh) =>
        await Rounds.SampleRepeatablyAsync(rounds => CheckAsync(key, sql, refresh, rounds), iter: refresh?.StartsWith("full", StringComparison.Ordinal) == true ? 1 : 2);

    private static async Task CheckAsync(string key, string sql, string? refresh, (bool Orders, bool Delete, int Key, int Line, int Value)[][] rounds)
    {
        await using var lake = new LakeFolder(options: new TransformerOptions { MemoryMegabytes = 256, LargestIncrementalShare = 1000 })
            .Write("pipeline.yaml", $"pipeline: shop\nstaged:\n  orders: {{ key: [id] }}\n  lines: {{ key: [order_id, line] }}\ncurated:\n  model: {{ sql: model.sql, key: [{key}], refresh: incremental }}")
            .Write("model.sql", sql);
        // One row of each table stays: where an input is empty, the refresh is full.
        Orders(lake, 0, ["('I', 1, 'a', 1)", "('I', 2, NULL, NULL)", "('I', 99, 'z', 1)"]);
        Lines(lake, 0, ["('I', 1, 1, 1)", "('I', 3, 1, NULL)", "('I', 99, 1, 1)"]);
        await lake.RunAsync();
        for (var round = 0; round < rounds.Length; round++)
        {
            Orders(lake, round + 1, rounds[round].Where(change => change.Orders).Select(change => change.Delete ? $"('D', {change.Key}, NULL, NULL)" : $"('U', {change.Key}, {(change.Line == 1 ? $"'c{change.Value}'" : "NULL")}, {Value(change.Value)})"));
            Lines(lake, round + 1, rounds[round].Where(change => !change.Orders).Select(change => change.Delete ? $"('D', {change.Key}, {change.Line}, NULL)" : $"('U', {change.Key}, {change.Line}, {Value(change.Value)})"));
            var planned = (await lake.PlanAsync()).Single(table => table.Table.ToString() == "curated.model");
            var report = (await lake.RunAsync()).Reports.Single(table => table.Table == "curated.model");

            if (report.Refresh is { } done && refresh is not null)
            {
                Assert.StartsWith(refresh, done, StringComparison.Ordinal);
                Assert.Equal(refresh.StartsWith("full", StringComparison.Ordinal) ? PlannedAction.Full : PlannedAction.Incremental, planned.Action);
                Assert.True(planned.Action == PlannedAction.Incremental || done == $"full: {planned.Why}", $"planned {planned.Why}, done {done}");
            }

            Assert.Equal(lake.Query(sql.Replace("staged.orders", await lake.ScanAsync("staged.orders"), StringComparison.Ordinal).Replace("staged.lines", await lake.ScanAsync("staged.lines"), StringComparison.Ordinal)), await lake.RowsAsync("curated.model"));
        }
    }

    private static string Value(int value) => value == 0 ? "NULL" : $"{value}";

    private static void Orders(LakeFolder lake, int minute, IEnumerable<string> rows) =>
        Write(lake, "orders", minute, rows, "CAST(id AS INTEGER) AS id, CAST(customer AS VARCHAR) AS customer, CAST(amount AS INTEGER) AS amount", "id, customer, amount");

    private static void Lines(LakeFolder lake, int minute, IEnumerable<string> rows) =>
        Write(lake, "lines", minute, rows, "CAST(order_id AS INTEGER) AS order_id, CAST(line AS INTEGER) AS line, CAST(price AS INTEGER) AS price", "order_id, line, price");

    private static void Write(LakeFolder lake, string table, int minute, IEnumerable<string> rows, string typed, string names)
    {
        if (rows.ToList() is { Count: > 0 } some)
        {
            lake.Raw(table, minute == 0 ? Shop.Load : Shop.Change(minute), $"SELECT \"Op\", {typed} FROM (VALUES {string.Join(", ", some)}) t(\"Op\", {names})");
        }
    }
}
