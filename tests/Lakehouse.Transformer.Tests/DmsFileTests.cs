using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Files as real DMS tasks write them, with other settings than ours.</summary>
public sealed class DmsFileTests
{
    [Fact]
    public async Task A_full_load_without_Op_holds_inserts()
    {
        await using var lake = Create()
            .Raw("items", Load, "SELECT * FROM (VALUES (1, 'a', 1), (2, 'b', 2)) t(id, name, price)")
            .Raw("items", "LOAD00000002.parquet", "SELECT 3 AS id, 'c' AS name, 3 AS price");
        await lake.RunAsync();

        Assert.Equal(["1|a|1", "2|b|2", "3|c|3"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task Without_change_seq_the_order_of_files_and_rows_decides()
    {
        await using var lake = Create()
            .Raw("items", Load, "SELECT 1 AS id, 'a' AS name, 1 AS price")
            .Raw("items", Change(1), "SELECT * FROM (VALUES ('U', 1, 'b', 1), ('D', 1, NULL, NULL), ('I', 1, 'c', 1), ('I', 2, 'x', 1)) t(\"Op\", id, name, price)")
            .Raw("items", Change(2), "SELECT 'D' AS \"Op\", 2 AS id, NULL AS name, NULL AS price");
        await lake.RunAsync();

        Assert.Equal(["1|c|1"], await lake.RowsAsync("staged.items"));
    }

    [Theory]
    [InlineData("TIMESTAMP_MS '2026-11-22 10:00:00.123'")]
    [InlineData("TIMESTAMP '2026-11-22 10:00:00.123456'")]
    [InlineData("TIMESTAMPTZ '2026-11-22 10:00:00.123456+00'")]
    [InlineData("TIMESTAMP_NS '2026-11-22 10:00:00.123456789'")]
    [InlineData("CAST(NULL AS TIMESTAMP)")]
    public async Task The_commit_time_may_have_any_resolution(string time)
    {
        await using var lake = Create().Raw("items", Load, $"SELECT 'I' AS \"Op\", 1 AS id, 'a' AS name, 1 AS price, {time} AS dms_timestamp_col");
        await lake.RunAsync();

        Assert.Equal(["1|a|1"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task Ours_may_follow_theirs()
    {
        await using var lake = Create()
            .Raw("items", Load, "SELECT 1 AS id, 'a' AS name, 1 AS price")
            .ItemsWithUnchanged(Change(1), "('U', 1, NULL, 7, '01', ['name'])");
        await lake.RunAsync();

        Assert.Equal(["1|a|7"], await lake.RowsAsync("staged.items"));
    }
}
