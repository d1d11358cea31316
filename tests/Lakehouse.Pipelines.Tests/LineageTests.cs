using Lakehouse.Pipelines.Lineage;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Tables: orders(id, customer, amount) declared, lines undeclared.</summary>
public sealed class LineageTests
{
    [Theory]
    [InlineData("SELECT id, customer AS who FROM staged.orders", "id=orders.id:Identity who=orders.customer:Identity")]
    [InlineData("SELECT * FROM staged.orders", "id=orders.id:Identity customer=orders.customer:Identity amount=orders.amount:Identity")]
    [InlineData("SELECT o.id, upper(o.customer) || l.note AS t FROM staged.orders o JOIN staged.lines l ON l.order_id = o.id", "id=orders.id:Identity t=lines.note:Transformation,orders.customer:Transformation | lines.order_id:Join orders.id:Join")]
    [InlineData("SELECT customer, sum(amount) + 1 AS s, count(*) AS n FROM staged.orders WHERE id > 3 GROUP BY 1 HAVING max(amount) > 2", "customer=orders.customer:Identity s=orders.amount:Aggregation n= | orders.amount:Filter orders.customer:GroupBy orders.id:Filter")]
    [InlineData("WITH t AS (SELECT order_id, sum(price) AS total FROM staged.lines GROUP BY order_id) SELECT o.id, t.total / 2 AS half FROM staged.orders o LEFT JOIN t ON t.order_id = o.id", "id=orders.id:Identity half=lines.price:Aggregation | lines.order_id:Join lines.order_id:GroupBy orders.id:Join")]
    [InlineData("SELECT CASE WHEN amount > 1 THEN customer ELSE 'none' END AS c FROM staged.orders", "c=orders.amount:Conditional,orders.customer:Transformation")]
    [InlineData("SELECT id, CAST(row_number() OVER (PARTITION BY customer ORDER BY amount DESC) AS INTEGER) AS n FROM staged.orders", "id=orders.id:Identity n= | orders.amount:Window orders.customer:Window")]
    [InlineData("SELECT id FROM staged.orders UNION ALL SELECT order_id FROM staged.lines", "id=lines.order_id:Identity,orders.id:Identity")]
    [InlineData("SELECT id FROM staged.orders o WHERE EXISTS (SELECT 1 FROM staged.lines l WHERE l.order_id = o.id)", "id=orders.id:Identity | lines.order_id:Filter orders.id:Filter")]
    [InlineData("SELECT id FROM staged.orders WHERE customer IN (SELECT name FROM staged.lines)", "id=orders.id:Identity | lines.name:Filter orders.customer:Filter")]
    [InlineData("SELECT DISTINCT customer FROM staged.orders ORDER BY customer DESC LIMIT 3", "customer=orders.customer:Identity | orders.customer:GroupBy orders.customer:Sort")]
    [InlineData("SELECT x.id FROM (SELECT id FROM staged.orders) x SEMI JOIN staged.lines l ON l.order_id = x.id", "id=orders.id:Identity | lines.order_id:Join orders.id:Join")]
    [InlineData("SELECT a.customer FROM (SELECT id, customer FROM staged.orders) a NATURAL JOIN (SELECT order_id AS id, amount FROM (SELECT order_id, 1 AS amount FROM staged.lines)) b", "customer=orders.customer:Identity | lines.order_id:Join orders.id:Join")]
    public void Columns_are_followed_through_the_SQL(string sql, string expected)
    {
        using var folder = Folder(sql);
        var pipeline = folder.Load();
        var lineage = LineageReader.Read(pipeline.Curated[0], PipelineSchema.Of(pipeline));

        var columns = string.Join(' ', lineage.Columns.Select(column => $"{column.Name}={string.Join(',', column.From.Select(origin => $"{origin.Table.Name}.{origin.Column}:{origin.Use}"))}"));
        var rows = string.Join(' ', lineage.Rows.Select(row => $"{row.Table.Name}.{row.Column}:{row.Influence}"));
        Assert.Equal(expected, rows.Length > 0 ? $"{columns} | {rows}" : columns);
        Assert.True(lineage.IsComplete);
    }

    [Fact]
    public void A_star_over_a_table_whose_columns_nobody_declares_is_incomplete()
    {
        using var folder = Folder("SELECT l.* FROM staged.lines l JOIN staged.orders o ON o.id = l.order_id");
        var pipeline = folder.Load();
        Assert.False(LineageReader.Read(pipeline.Curated[0], PipelineSchema.Of(pipeline)).IsComplete);
    }

    [Fact]
    public void The_sample_is_complete_down_to_raw()
    {
        var pipeline = PipelineLoader.Load(Sample.Folder);
        var json = LineageJson.Of(pipeline, PipelineSchema.Of(pipeline));
        var ratings = json["tables"]!.AsArray().Single(table => (string?)table!["name"] == "curated.movie_ratings")!;

        Assert.True((bool)ratings["complete"]!);
        var average = ratings["columns"]!.AsArray().Single(column => (string?)column!["name"] == "avg_rating")!;
        Assert.Equal("""{"name":"avg_rating","type":"DOUBLE","from":[{"table":"staged.ratings","column":"rating","use":"aggregation"}]}""", average.ToJsonString());
        Assert.Equal(["staged.movies", "staged.ratings"], ratings["dependsOn"]!.AsArray().Select(table => (string?)table));
        Assert.Contains("curated.movie_ratings ← staged.movies, staged.ratings  (incremental, ", GraphText.Lines(pipeline));
        Assert.Contains("  staged_movies[\"staged.movies\"] --> curated_movie_ratings[\"curated.movie_ratings\"]\n", GraphText.Mermaid(pipeline));
    }

    private static PipelineFolder Folder(string sql) => new PipelineFolder("""
        pipeline: shop
        staged:
          orders: { key: [id], columns: { id: INTEGER, customer: STRING, amount: DOUBLE } }
          lines: { key: [order_id] }
        curated: { m: { sql: m.sql } }
        """).Write("m.sql", sql);
}
