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

    /// <summary>What a table becomes does not depend on how many files are there when a run starts.</summary>
    [Theory]
    [InlineData("1", "DATE '2026-01-01'", "1|1|INTEGER", 1)]
    [InlineData("1", "'x'", "1|1|INTEGER", 1)]
    [InlineData("9007199254740993::BIGINT", "1.5::DOUBLE", "1|9007199254740993|BIGINT", 1)]
    [InlineData("12345678901234567.25::DECIMAL(19,2)", "1.5::DOUBLE", "1|12345678901234567.25|DECIMAL(19,2) 2|1.50|DECIMAL(19,2)", 0)]
    [InlineData("1.25::DECIMAL(5,2)", "1.2345::DECIMAL(6,5)", "1|1.25000|DECIMAL(8,5) 2|1.23450|DECIMAL(8,5)", 0)]
    [InlineData("1", "1.5::DECIMAL(3,1)", "1|1.0|DECIMAL(11,1) 2|1.5|DECIMAL(11,1)", 0)]
    [InlineData("DATE '2026-01-01'", "TIMESTAMP '2026-01-02 10:00:00'", "1|2026-01-01 00:00:00|TIMESTAMP 2|2026-01-02 10:00:00|TIMESTAMP", 0)]
    [InlineData("[1]", "1", "1|[1]|INTEGER[]", 1)]
    public async Task A_column_of_two_types_is_the_same_in_one_batch_and_in_two(string first, string second, string rows, int quarantined)
    {
        foreach (var betweenFiles in new[] { false, true })
        {
            await using var lake = Create().Write("pipeline.yaml", "pipeline: shop\nstaged:\n  items: { key: [id] }").Raw("items", Load, $"SELECT 'I' AS \"Op\", 1 AS id, {first} AS v, '00' AS change_seq");
            if (betweenFiles)
            {
                await lake.RunAsync();
            }

            var run = await lake.Raw("items", Change(1), $"SELECT 'I' AS \"Op\", 2 AS id, {second} AS v, '01' AS change_seq").RunAsync();
            Assert.Equal(rows.Replace(" 2|", "\n2|", StringComparison.Ordinal).Split('\n'), await lake.RowsAsync("staged.items", "id, v, typeof(v)"));
            Assert.Equal(quarantined, run.Reports.First().RowsQuarantined);
        }
    }

    [Theory]
    [InlineData("__row", false, "has a name that the merge uses itself")]
    [InlineData("file_index", false, "has a name that the merge uses itself")]
    [InlineData("valid_from", true, "has a name that a table of history has itself")]
    public async Task A_column_with_a_name_that_is_taken_is_one_clear_message(string column, bool history, string message)
    {
        await using var lake = Create().Write("pipeline.yaml", $"pipeline: shop\nstaged:\n  items: {{ key: [id], history: {(history ? "true" : "false")} }}")
            .Raw("items", Load, $"SELECT 'I' AS \"Op\", 1 AS id, 7 AS {column}");
        Assert.Contains(message, (await lake.RunAsync()).Reports.Last().Reason);
    }

    [Fact]
    public async Task A_column_may_be_named_as_DuckDB_names_a_row_s_file()
    {
        await using var lake = Create().Raw("items", Load, "SELECT 'I' AS \"Op\", 1 AS id, 'a' AS name, 1 AS price, 'report.pdf' AS filename UNION ALL SELECT 'X', 2, 'b', 1, 'x.pdf'");
        await lake.RunAsync();

        Assert.Equal(["1|report.pdf"], await lake.RowsAsync("staged.items", "id, filename"));
        Assert.Equal([$"{Load}|x.pdf"], lake.Query($"SELECT parse_filename(_file), filename FROM '{lake.Lake.Quality.LocalPath}/shop/quarantine/items/*.parquet'"));
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
