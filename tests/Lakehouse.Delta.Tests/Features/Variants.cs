using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class Variants
{
    [Fact]
    public async Task Json_is_written_as_variants_that_are_not_shredded()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer), new StructField("v", PrimitiveType.Variant), new StructField("l", new ArrayType(PrimitiveType.Variant, true))]), new WriteOptions(), Cancellation);
        Assert.Contains("\"readerFeatures\":[\"variantType\"]", t.CommitText(0), StringComparison.Ordinal);
        await t.AppendAsync("""SELECT 1 AS id, '{"a":1,"b":[true,null,"x",2.5]}'::JSON AS v, ['1'::JSON, '"q"'::JSON] AS l UNION ALL SELECT 2, NULL, NULL UNION ALL SELECT 3, 'null', []""");
        Assert.Equal(["""1|{"a":1,"b":[true,null,"x",2.5]}|[1, "q"]""", "2|NULL|NULL", "3|null|[]"], await t.RowsAsync());
        var file = Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files);
        Assert.DoesNotContain("typed_value", await t.QueryAsync($"SELECT name FROM parquet_schema('{Path.Combine(t.Folder, file.Path)}')"));
    }

    [Fact]
    public async Task Rows_with_variants_are_not_copied()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer), new StructField("v", PrimitiveType.Variant)]), new WriteOptions(), Cancellation);
        await t.AppendAsync("SELECT 1 AS id, '5'::JSON AS v UNION ALL SELECT 2, '6'");
        var error = await Assert.ThrowsAsync<UnsupportedFeatureException>(() => t.Table.DeleteAsync(t.Engine, "id = 1", new WriteOptions(), Cancellation));
        Assert.Equal("variantType", error.Feature);
        await t.OverwriteAsync("SELECT 3 AS id, '7'::JSON AS v");
        await t.Table.AddColumnsAsync([new StructField("more", PrimitiveType.Variant)], Cancellation);
        Assert.Equal(["3|7|NULL"], await t.RowsAsync());
    }
}
