using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Tables: orders(id, customer), lines(order_id, line, colour, price, weight, share). The model's key is (id).</summary>
public sealed class AggregateAnalysisTests
{
    [Theory]
    [InlineData("SELECT order_id AS id, count(*) AS n FROM staged.lines GROUP BY order_id", "SELECT order_id AS id, __aggregate_0 AS n FROM __kept_0 AS lines")]
    [InlineData("SELECT l.order_id AS id, sum(price) / 2.0E0 AS a FROM staged.lines l WHERE price > 1 GROUP BY 1", "SELECT l.order_id AS id, (__aggregate_0 / CAST('2.0' AS DOUBLE)) AS a FROM __kept_0 AS l")]
    [InlineData("SELECT order_id AS id, avg(CAST(weight AS DOUBLE)) FILTER (WHERE colour = 'red') AS a FROM staged.lines GROUP BY order_id", "SELECT order_id AS id, __aggregate_0 AS a FROM __kept_0 AS lines")]
    [InlineData("WITH t AS (SELECT order_id, count(colour) AS n FROM staged.lines GROUP BY colour, order_id) SELECT id, n FROM staged.orders LEFT JOIN t ON order_id = id", "AS (SELECT order_id, __aggregate_0 AS n FROM __kept_0 AS lines)")]
    public void A_model_is_rewritten_over_kept_aggregates(string sql, string rewritten) =>
        Assert.Contains(rewritten, Find(sql)!.Sql, StringComparison.Ordinal);

    [Theory]
    [InlineData("SELECT order_id AS id, max(price) AS a FROM staged.lines GROUP BY order_id")]
    [InlineData("SELECT order_id AS id, count(DISTINCT price) AS a FROM staged.lines GROUP BY order_id")]
    [InlineData("SELECT order_id AS id, sum(share) AS a FROM staged.lines GROUP BY order_id")]
    [InlineData("SELECT order_id AS id, sum(CAST(share AS DOUBLE)) AS a FROM staged.lines GROUP BY order_id")]
    [InlineData("SELECT order_id AS id, sum(price) FROM staged.lines GROUP BY order_id")]
    [InlineData("SELECT order_id AS id, count(*) AS n FROM staged.lines GROUP BY order_id HAVING count(*) > 1")]
    [InlineData("SELECT DISTINCT order_id AS id, count(*) AS n FROM staged.lines GROUP BY order_id")]
    [InlineData("SELECT order_id AS id, share, count(*) AS n FROM staged.lines GROUP BY order_id, share")]
    [InlineData("SELECT order_id AS id, price + 1 AS p, count(*) AS n FROM staged.lines GROUP BY order_id, price + 1")]
    [InlineData("SELECT o.id, count(*) AS n FROM staged.orders o JOIN staged.lines l ON l.order_id = o.id GROUP BY o.id")]
    [InlineData("SELECT order_id AS id, count(*) AS n FROM staged.lines WHERE line = order_id GROUP BY order_id")] // changes are looked up by line, which is no group
    public void What_cannot_be_kept_is_left_as_it_is(string sql) => Assert.Null(Find(sql));

    [Fact]
    public void Small_tables_are_left_as_they_are() =>
        Assert.Null(Find("SELECT order_id AS id, count(*) AS n FROM staged.lines GROUP BY order_id", _ => false));

    private static AggregateRewrite? Find(string sql, Func<TableReference, bool>? wanted = null)
    {
        TableReference orders = new(Zone.Staged, "orders"), lines = new(Zone.Staged, "lines");
        var model = new Model("model", sql, "model.sql", ["id"], Refresh.Incremental, null, [.. new[] { orders, lines }.Where(table => sql.Contains(table.ToString(), StringComparison.Ordinal))]);
        return AggregateAnalysis.Find(model, IncrementalAnalysis.Analyse(model, Columns), Columns, wanted ?? (_ => true));

        IReadOnlyList<ModelColumn> Columns(TableReference table) => table == orders
            ? [new("id", "INTEGER"), new("customer", "VARCHAR")]
            : [new("order_id", "INTEGER"), new("line", "INTEGER"), new("colour", "VARCHAR"), new("price", "INTEGER"), new("weight", "DECIMAL(6,3)"), new("share", "DOUBLE")];
    }
}
