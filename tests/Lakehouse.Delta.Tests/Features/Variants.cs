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

    /// <summary>Variant Encoding: "field ids and offsets must be in order of the field names", which readers search by halving.</summary>
    [Fact]
    public async Task Fields_of_objects_are_in_the_order_of_their_names()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(new StructType([new StructField("v", PrimitiveType.Variant)]), new WriteOptions(), Cancellation);
        await t.AppendAsync("""SELECT '{"b":1,"a":2}'::JSON AS v""");

        var file = Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files);
        Assert.Equal(["01020001026162|0202000100091218020000000000000018010000000000000" + "0"], await t.QueryAsync($"SELECT hex(v.metadata), hex(v.value) FROM '{Path.Combine(t.Folder, file.Path)}'"));
        Assert.Equal(["""{"a":2,"b":1}"""], await t.RowsAsync());
    }

    [Fact]
    public async Task Rows_with_variants_are_deleted_and_replaced_where_none_is_copied()
    {
        await using var t = new TemporaryTable();
        var options = new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.enableChangeDataFeed"] = "true" } };
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer), new StructField("v", PrimitiveType.Variant)]), options, Cancellation);
        await t.AppendAsync("""SELECT i::INTEGER AS id, ('{"a":"x' || i || '"}')::JSON AS v FROM range(5) r(i)""");

        await t.DeleteAsync("id = 1");
        await t.DeleteAsync("v->>'a' = 'x2'");
        await t.ReplaceWhereAsync("id = 3", "SELECT 3 AS id, 'null'::JSON AS v");
        Assert.Equal(["""0|{"a":"x0"}""", "3|null", """4|{"a":"x4"}"""], await t.RowsAsync());
        Assert.Equal(["""1|{"a":"x1"}|delete|2""", """2|{"a":"x2"}|delete|3"""], await t.ChangesAsync(2, 3));

        foreach (var refused in new[] { () => t.UpdateAsync("id", "7", "id = 0"), () => t.MergeAsync(MergeSpec.Upsert("SELECT 0 AS id, '1'::JSON AS v", "id")) })
        {
            Assert.Contains("rows would have to be copied", (await Assert.ThrowsAsync<UnsupportedFeatureException>(refused)).Message, StringComparison.Ordinal);
        }

        await t.Table.RestoreAsync(1, Cancellation);
        Assert.Equal(5, (await t.RowsAsync()).Length);
        await t.Table.VacuumAsync(new VacuumOptions { Retention = TimeSpan.Zero, AllowShortRetention = true }, Cancellation);
        Assert.Equal(5, (await t.RowsAsync()).Length);
        await t.DeleteAsync();
        Assert.Empty(await t.RowsAsync());
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
