namespace Lakehouse.Pipelines.Tests;

public sealed class DependencyTests
{
    [Theory]
    [InlineData("SELECT * FROM staged.orders", "staged.orders")]
    [InlineData("SELECT * FROM STAGED.Orders", "staged.orders")]
    [InlineData("SELECT * FROM staged.orders o, staged.lines l WHERE o.id = l.order_id", "staged.orders staged.lines")]
    [InlineData("SELECT a.* FROM staged.lines a JOIN staged.lines b USING (line)", "staged.lines")]
    [InlineData("WITH c AS (SELECT * FROM staged.lines) SELECT * FROM c", "staged.lines")]
    [InlineData("WITH lines AS (SELECT 1 AS x) SELECT * FROM lines", "")]
    [InlineData("WITH orders AS (SELECT * FROM staged.orders), more AS (SELECT * FROM orders) SELECT * FROM more", "staged.orders")]
    [InlineData("SELECT (SELECT max(price) FROM staged.lines) FROM staged.orders WHERE id IN (SELECT order_id FROM staged.lines)", "staged.lines staged.orders")]
    [InlineData("SELECT id FROM staged.orders UNION ALL SELECT order_id FROM staged.lines", "staged.orders staged.lines")]
    [InlineData("SELECT * FROM (SELECT * FROM (SELECT * FROM staged.lines) x) y", "staged.lines")]
    [InlineData("SELECT 'FROM staged.lines' AS text FROM staged.orders -- staged.lines\n/* staged.lines */", "staged.orders")]
    [InlineData("SELECT staged.orders.id FROM staged.orders", "staged.orders")]
    [InlineData("SELECT row_number() OVER (PARTITION BY id ORDER BY id DESC) FROM staged.orders WHERE 1 = (SELECT count(*) FROM curated.totals)", "staged.orders curated.totals")]
    public void Tables_are_found_wherever_they_stand(string sql, string tables)
    {
        using var folder = new PipelineFolder().Write("top.sql", sql);
        Assert.Equal(tables, string.Join(' ', folder.Load().Curated.Single(model => model.Name == "top").DependsOn));
    }

    [Theory]
    [InlineData("SELECT *\nFROM staged.order", "top.sql:2: The model reads 'staged.order', which pipeline.yaml does not define. Did you mean 'staged.orders'?")]
    [InlineData("SELECT *\n\nFROM orders", "top.sql:3: The model reads 'orders', which pipeline.yaml does not define.")]
    [InlineData("SELECT * FROM raw.staged.orders", "top.sql:1: The model reads 'raw.staged.orders', which")]
    [InlineData("SELECT * FROM 'other.parquet'", "top.sql:1: The model reads 'other.parquet', which")]
    [InlineData("-- größer\nSELECT *\nFROM read_parquet('x')", "top.sql:3: The model reads from the function read_parquet()")]
    [InlineData("SELECT 1\nFROM staged.orders\nWHERE WHERE", "top.sql:3: The SQL cannot be parsed: syntax error at or near \"WHERE\"")]
    [InlineData("SELECT 1; SELECT 2", "top.sql:1: The file holds several statements.")]
    [InlineData("-- later", "top.sql:1: The file holds no SQL.")]
    [InlineData("DROP TABLE staged.orders", "top.sql:1: This is not a SELECT")]
    [InlineData("WITH a AS (SELECT * FROM (WITH b AS (SELECT 1) SELECT * FROM b)) SELECT *\nFROM b", "top.sql:2: The model reads 'b'")]
    public void What_a_model_may_not_do_is_reported_with_its_line(string sql, string problem)
    {
        using var folder = new PipelineFolder().Write("top.sql", sql);
        Assert.StartsWith(problem, Assert.Single(folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_is_reported_with_all_its_models()
    {
        using var folder = new PipelineFolder()
            .Write("totals.sql", "SELECT * FROM curated.top");
        Assert.Equal(
            "pipeline.yaml:6: The models read each other in a circle: curated.totals reads curated.top reads curated.totals. Take one of these references out.",
            Assert.Single(folder.Problems()));
    }

    [Fact]
    public void A_model_that_reads_itself_is_a_circle()
    {
        using var folder = new PipelineFolder().Write("top.sql", "SELECT * FROM curated.top");
        Assert.Contains("curated.top reads curated.top.", Assert.Single(folder.Problems()));
    }
}
