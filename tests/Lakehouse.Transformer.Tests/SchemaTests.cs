using Lakehouse.Transformer.Runs;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Columns come, go and widen.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task A_new_column_is_added_and_older_rows_have_NULL_in_it()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00'), ('I', 2, 'b', 2, '00'), ('I', 3, 'c', 3, '00')");
        await lake.RunAsync();
        lake.Raw("items", Change(1), "SELECT * FROM (VALUES ('U', 1, 'A', 10, 'red', '01'), ('D', 2, NULL, NULL, NULL, '02'), ('I', 4, 'd', 4, 'blue', '03')) t(\"Op\", id, name, price, colour, change_seq)");
        await lake.RunAsync();

        Assert.Equal(["1|A|10|red", "3|c|3|NULL", "4|d|4|blue"], await lake.RowsAsync("staged.items"));
        Assert.Equal(["A", "c", "d"], await lake.RowsAsync("curated.prices", "name"));
    }

    [Fact]
    public async Task A_column_widens_without_loss()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00'), ('I', 2, 'b', 2, '00')");
        await lake.RunAsync();
        lake.Raw("items", Change(1), "SELECT * FROM (VALUES ('U', 1, 'a', 5000000000, '01')) t(\"Op\", id, name, price, change_seq)");
        await lake.RunAsync();

        Assert.Equal(["1|a|5000000000", "2|b|2"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_column_that_a_file_lacks_is_NULL_in_its_rows()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00'), ('I', 2, 'b', 2, '00')");
        await lake.RunAsync();
        lake.Raw("items", Change(1), "SELECT 'U' AS \"Op\", 1 AS id, 'A' AS name, '01' AS change_seq");
        await lake.RunAsync();

        Assert.Equal(["1|A|NULL", "2|b|2"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task Files_of_one_batch_may_differ_in_columns_and_width()
    {
        await using var lake = Create()
            .Items(Load, "('I', 1, 'a', 1, '00')")
            .Raw("items", Change(1), "SELECT 'I' AS \"Op\", 2::BIGINT AS id, 'b' AS name, 2::BIGINT AS price, true AS fragile, '01' AS change_seq");
        await lake.RunAsync();

        Assert.Equal(["1|a|1|NULL", "2|b|2|true"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task Types_that_Delta_lacks_are_staged_as_the_nearest_it_has()
    {
        await using var lake = Create().Raw(
            "items",
            Load,
            "SELECT 'I' AS \"Op\", 1 AS id, 'a' AS name, 1 AS price, 18446744073709551615::UBIGINT AS big, TIME '10:11:12' AS at, '8f1c1d0e-0000-4000-8000-000000000000'::UUID AS code, TIMESTAMP_MS '2020-01-02 03:04:05.678' AS ms, 200::UTINYINT AS tiny");
        var run = await lake.RunAsync();

        Assert.Equal(TableState.Committed, run.Reports.First().State);
        Assert.Equal(["1|a|1|18446744073709551615|10:11:12|8f1c1d0e-0000-4000-8000-000000000000|2020-01-02 03:04:05.678|200"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_key_column_that_raw_lacks_is_one_clear_message()
    {
        await using var lake = Create().Raw("items", Load, "SELECT 'I' AS \"Op\", 1 AS item_id, 'a' AS name, 1 AS price");
        var run = await lake.RunAsync();

        var report = run.Reports.First();
        Assert.Equal(TableState.Failed, report.State);
        Assert.Contains("its key column 'id' is in none of the new raw files", report.Reason);
        Assert.Contains("item_id, name, price", report.Reason);
    }

    [Fact]
    public async Task Declared_columns_have_their_types_from_the_first_row_on()
    {
        await using var lake = Declared("{ id: BIGINT, name: STRING, price: \"DECIMAL(8,2)\" }")
            .Raw("items", Load, "SELECT * FROM (VALUES ('I', 1, 'a', '1.50'), ('I', 2, 'b', 'free')) t(\"Op\", id, name, price)");
        var run = await lake.RunAsync();

        Assert.Equal(["1|a|1.50"], await lake.RowsAsync("staged.items"));
        Assert.Equal(1, run.Reports.First().RowsQuarantined);
        Assert.Equal(["BIGINT|DECIMAL(8,2)"], await lake.RowsAsync("staged.items", "typeof(id), typeof(price)"));

        lake.Raw("items", Change(1), "SELECT 'I' AS \"Op\", 3 AS id, 'c' AS name, '01' AS change_seq");
        await lake.RunAsync();
        Assert.Equal(["1|a|1.50", "3|c|NULL"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_declared_column_that_nobody_has_is_one_clear_message()
    {
        await using var lake = Declared("{ id: INTEGER, colour: STRING }").Items(Load, "('I', 1, 'a', 1, '00')");
        Assert.Contains("pipeline.yaml declares the column 'colour', which is in none of the new raw files", (await lake.RunAsync()).Reports.First().Reason);
    }

    private static LakeFolder Declared(string columns) => Create().Write("pipeline.yaml", $"pipeline: shop\nstaged:\n  items: {{ key: [id], columns: {columns} }}");
}
