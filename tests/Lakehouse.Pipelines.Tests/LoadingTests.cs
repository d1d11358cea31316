namespace Lakehouse.Pipelines.Tests;

public sealed class LoadingTests
{
    [Fact]
    public void A_valid_pipeline_is_loaded_with_its_defaults()
    {
        using var folder = new PipelineFolder();
        var pipeline = folder.Load();

        Assert.Equal("shop", pipeline.Name);
        Assert.Equal("public", pipeline.Source.Schema);
        Assert.Equal(new Catalog("shop", "shop_staged", "shop_raw"), pipeline.Catalog);
        Assert.Equal(["orders", "lines"], pipeline.Staged.Select(table => table.Name));
        Assert.Equal(["order_id", "line"], pipeline.Staged[1].Key);
        Assert.Equal((Refresh.Incremental, Refresh.Full), (pipeline.Curated[0].Refresh, pipeline.Curated[1].Refresh));
        Assert.EndsWith("GROUP BY o.id", pipeline.Curated[0].Sql);
    }

    [Fact]
    public void Models_come_after_what_they_read()
    {
        using var folder = new PipelineFolder("""
            pipeline: shop
            staged:
              orders: { key: [id] }
              lines: { key: [order_id, line] }
            curated:
              top: { sql: top.sql }
              totals: { sql: totals.sql }
            """);

        Assert.Equal(["totals", "top"], folder.Load().Curated.Select(model => model.Name));
    }

    [Fact]
    public void The_sample_loads()
    {
        var pipeline = PipelineLoader.Load(Sample.Folder);

        Assert.Equal(["movies", "ratings", "tags", "links"], pipeline.Staged.Select(table => table.Name));
        Assert.Equal(["userid", "movieid", "tag"], pipeline.Staged[2].Key);
        Assert.Equal(["staged.movies", "staged.ratings"], pipeline.Curated[0].DependsOn.Select(table => table.ToString()));
        Assert.Equal(["staged.tags"], pipeline.Curated[1].DependsOn.Select(table => table.ToString()));
        Assert.Equal("datahandson_mds_movielens_deltalake", pipeline.Catalog.Curated);
        Assert.Equal(7, pipeline.Curated[0].Expectations!.Expectations.Count);
    }
}
