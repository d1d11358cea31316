using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Tables: orders(id, customer, note), lines(order_id, line, price). The model's key is (id).</summary>
public sealed class IncrementalAnalysisTests
{
    [Theory]
    [InlineData("SELECT * FROM staged.orders", "orders.id")]
    [InlineData("SELECT o.* FROM staged.orders o WHERE note <> 'x'", "orders.id")]
    [InlineData("SELECT DISTINCT id, customer FROM staged.orders", "orders.id")]
    [InlineData("SELECT order_id AS id, sum(price) AS total FROM staged.lines GROUP BY order_id HAVING sum(price) > 0", "lines.order_id")]
    [InlineData("SELECT order_id AS id, sum(price) AS total FROM staged.lines GROUP BY 1", "lines.order_id")]
    [InlineData("SELECT o.id, l.price FROM staged.orders o JOIN staged.lines l ON l.order_id = o.id", "orders.id lines.order_id")]
    [InlineData("SELECT l.order_id AS id FROM staged.orders o JOIN staged.lines l ON l.order_id = o.id", "orders.id lines.order_id")]
    [InlineData("SELECT o.id, l.price FROM staged.orders o, staged.lines l WHERE o.id = l.order_id AND price > 3", "orders.id lines.order_id")]
    [InlineData("SELECT o.id, t.total FROM staged.orders o LEFT JOIN (SELECT order_id, sum(price) AS total FROM staged.lines GROUP BY order_id) t ON o.id = t.order_id", "orders.id lines.order_id")]
    [InlineData("WITH t AS (SELECT order_id AS id, count(*) AS n FROM staged.lines GROUP BY order_id) SELECT id, n FROM staged.orders LEFT JOIN t USING (id)", "orders.id lines.order_id")]
    [InlineData("SELECT a.id FROM staged.orders a JOIN staged.orders b ON a.id = b.id JOIN staged.lines l ON b.id = l.order_id", "orders.id orders.id lines.order_id")]
    [InlineData("SELECT id, note FROM staged.orders UNION ALL SELECT order_id, 'line' FROM staged.lines", "orders.id lines.order_id")]
    [InlineData("SELECT id FROM (SELECT id FROM (SELECT * FROM staged.orders) x) y ORDER BY id", "orders.id")]
    public void Rows_are_followed_from_the_inputs_to_the_key(string sql, string columns)
    {
        var origin = Analyse(sql);
        Assert.Equal(["id"], origin.KeyColumns);
        Assert.Equal(columns, string.Join(' ', origin.Inputs.Select(input => $"{input.Table.Name}.{Assert.Single(input.Columns)}")));
    }

    [Theory]
    [InlineData("SELECT id + 0 AS id FROM staged.orders", "no column of its key (id)")]
    [InlineData("SELECT CAST(id AS BIGINT) AS id FROM staged.orders", "no column of its key (id)")]
    [InlineData("SELECT customer AS id, max(id) FROM staged.orders GROUP BY customer, note HAVING max(id) IN (SELECT order_id FROM staged.lines)", "it has a subquery in an expression")]
    [InlineData("SELECT max(id) AS id FROM staged.orders", "no column of its key (id)")]
    [InlineData("SELECT o.id, l.price FROM staged.orders o CROSS JOIN staged.lines l", "no column of its key (id)")]
    [InlineData("SELECT l.order_id AS id FROM staged.orders o LEFT JOIN staged.lines l ON l.order_id = o.id", "no column of its key (id)")]
    [InlineData("SELECT o.id FROM staged.orders o LEFT JOIN staged.lines l ON l.price > o.id", "no column of its key (id)")]
    [InlineData("SELECT o.id FROM staged.orders o JOIN staged.lines l ON l.order_id = o.id OR l.line = 1", "no column of its key (id)")]
    [InlineData("SELECT o.id FROM staged.orders o JOIN staged.lines l ON l.code = o.id", "no column of its key (id)")]
    [InlineData("SELECT o.id FROM staged.orders o FULL JOIN staged.lines l ON l.order_id = o.id", "it has a REGULAR FULL join")]
    [InlineData("SELECT id FROM staged.orders LIMIT 3", "it has LIMIT")]
    [InlineData("SELECT id FROM staged.orders ORDER BY id OFFSET 3", "it has LIMIT or OFFSET")]
    [InlineData("SELECT DISTINCT ON (customer) id FROM staged.orders", "it has DISTINCT ON")]
    [InlineData("SELECT id, row_number() OVER (ORDER BY id) FROM staged.orders", "it has the window function row_number")]
    [InlineData("SELECT id, now() FROM staged.orders", "now() gives another result each time")]
    [InlineData("SELECT id, current_date FROM staged.orders", "current_date gives another result each time")]
    [InlineData("SELECT id FROM staged.orders EXCEPT SELECT order_id FROM staged.lines", "it has EXCEPT")]
    [InlineData("SELECT id FROM staged.orders GROUP BY ALL", "it groups in a way that is not followed")]
    [InlineData("SELECT id, count(*) FROM staged.orders GROUP BY ROLLUP (id)", "it groups in a way that is not followed")]
    [InlineData("SELECT id FROM staged.orders TABLESAMPLE 10%", "TABLESAMPLE")]
    [InlineData("SELECT * EXCLUDE (note) FROM staged.orders", "it has a * with EXCLUDE")]
    [InlineData("SELECT id, (SELECT count(*) FROM staged.lines) FROM staged.orders", "it has a subquery in an expression")]
    [InlineData("SELECT id FROM staged.orders WHERE id IN (SELECT order_id FROM staged.lines)", "it has a subquery in an expression")]
    public void What_cannot_be_followed_is_said(string sql, string reason) =>
        Assert.Contains(reason, Assert.Throws<NotIncrementalException>(() => Analyse(sql)).Message);

    [Fact]
    public void Of_a_composite_key_every_column_that_pins_all_inputs_is_used()
    {
        var sample = PipelineLoader.Load(Sample.Folder);
        var tags = IncrementalAnalysis.Analyse(sample.Curated.Single(model => model.Name == "user_tags"), _ => [new("userid", "INTEGER"), new("movieid", "INTEGER"), new("tag", "VARCHAR")]);
        Assert.Equal(["userid", "tag"], tags.KeyColumns);
        Assert.Equal(["userid", "tag"], tags.Inputs.Single().Columns);

        var ratings = IncrementalAnalysis.Analyse(sample.Curated.Single(model => model.Name == "movie_ratings"), table => table.Name == "movies"
            ? [new("movieid", "INTEGER"), new("title", "VARCHAR"), new("genres", "VARCHAR")]
            : [new("userid", "INTEGER"), new("movieid", "INTEGER"), new("rating", "DECIMAL(2,1)")]);
        Assert.Equal(["staged.movies.movieid", "staged.ratings.movieid"], ratings.Inputs.Select(input => $"{input.Table}.{input.Columns[0]}"));
    }

    private static RowOrigin Analyse(string sql)
    {
        var model = new Model("totals", sql, "totals.sql", ["id"], Refresh.Incremental, null, [new(Zone.Staged, "orders"), new(Zone.Staged, "lines")]);
        return IncrementalAnalysis.Analyse(model, table => table.Name == "orders"
            ? [new("id", "INTEGER"), new("customer", "VARCHAR"), new("note", "VARCHAR")]
            : [new("order_id", "BIGINT"), new("line", "INTEGER"), new("price", "INTEGER"), new("code", "VARCHAR")]);
    }
}
