using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class RestoringFeatures
{
    [Fact]
    public async Task Identity_numbers_are_not_given_again_after_a_restore()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Long).WithIdentity(), new StructField("n", PrimitiveType.Integer)]), new WriteOptions(), Cancellation);
        await t.AppendAsync("SELECT 1 AS n");
        await t.AppendAsync("SELECT 2 AS n");
        await t.Table.RestoreAsync(1, Cancellation);
        await t.AppendAsync("SELECT 3 AS n");
        Assert.Equal(["1|1", "3|3"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_version_before_column_mapping_and_a_constraint_comes_back_whole()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT -1 AS id, 'a' AS name, {'x': 1} AS s");
        await t.Table.SetPropertiesAsync(MappedColumns.ByName, Cancellation);
        await t.Table.RenameColumnAsync("name", "title", Cancellation);
        await t.Table.DropColumnsAsync(["s"], Cancellation);
        await t.OverwriteAsync("SELECT 1 AS id, 'b' AS title");
        await t.Table.AddConstraintAsync(t.Engine, "positive", "id > 0", Cancellation);
        var highest = int.Parse((await t.Table.GetSnapshotAsync(Cancellation)).Metadata.Property("delta.columnMapping.maxColumnId")!, System.Globalization.CultureInfo.InvariantCulture);
        await t.Table.RestoreAsync(0, Cancellation);
        Assert.Equal(["-1|a|{'x': 1}"], await t.RowsAsync());
        await t.AppendAsync("SELECT -2 AS id, 'c' AS name, {'x': 2} AS s"); // the constraint came later
        Assert.Equal(["-1|a|{'x': 1}", "-2|c|{'x': 2}"], await t.RowsAsync());
        var after = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.All(after.Schema.AllFields(), field => Assert.True(field.FieldId > highest && field.PhysicalName == field.Name));
        Assert.Equal("name", after.Metadata.Property("delta.columnMapping.mode"));
    }
}
