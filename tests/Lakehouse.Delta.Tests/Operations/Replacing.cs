using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>replaceWhere and dynamic partition overwrite.</summary>
public class Replacing
{
    public static TheoryData<bool> DeleteModes => [false, true];

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Rows_of_the_predicate_are_replaced_in_one_commit(bool vectors)
    {
        await using var t = await SalesAsync(vectors);
        var byPartition = await t.ReplaceWhereAsync("day = DATE '2024-01-02'", "SELECT 9 AS id, DATE '2024-01-02' AS day, 90 AS n");
        Assert.Equal((1L, 2L, 1, 1), (byPartition.RowsInserted, byPartition.RowsDeleted, byPartition.FilesAdded, byPartition.FilesRemoved));
        Assert.Equal(["1|2024-01-01|10", "2|2024-01-01|NULL", "5|NULL|50", "9|2024-01-02|90"], await t.RowsAsync());
        var byRows = await t.ReplaceWhereAsync("n >= 50", "SELECT 50 + i::INTEGER AS n, i::INTEGER AS id FROM range(2) r(i)");
        Assert.Equal((2L, 2L), (byRows.RowsInserted, byRows.RowsDeleted));
        Assert.Equal(["0|NULL|50", "1|2024-01-01|10", "1|NULL|51", "2|2024-01-01|NULL"], await t.RowsAsync());
        Assert.Equal(2, byRows.Version);
        var info = (await t.Table.HistoryAsync(Cancellation).FirstAsync(Cancellation)).Info!;
        Assert.Equal(("WRITE", "Overwrite", "n >= 50", "[\"day\"]"), (info.Operation, info.OperationParameters["mode"], info.OperationParameters["predicate"], info.OperationParameters["partitionBy"]));
        Assert.Equal("2", info.OperationMetrics["numDeletedRows"]);
        Assert.Equal(1, (await t.ReplaceWhereAsync("n = 51", "SELECT 1 AS id WHERE false")).RowsDeleted);
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Rows_that_do_not_satisfy_the_predicate_are_refused_unless_allowed(bool vectors)
    {
        await using var t = await SalesAsync(vectors);
        foreach (var row in new[] { "SELECT 9 AS id, 49 AS n", "SELECT 9 AS id, NULL::INTEGER AS n", "SELECT 9 AS id" })
        {
            var error = await Assert.ThrowsAsync<ConstraintViolationException>(() => t.ReplaceWhereAsync("n >= 50", row));
            Assert.Contains("n >= 50", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(5, (await t.RowsAsync()).Length);
        await t.ReplaceWhereAsync("n >= 20", "SELECT 9 AS id, 49 AS n UNION ALL SELECT 8, NULL", allowOtherRows: true);
        Assert.Equal(["1|2024-01-01|10", "2|2024-01-01|NULL", "8|NULL|NULL", "9|NULL|49"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Partitions_that_get_rows_are_replaced_and_others_stay(bool vectors)
    {
        await using var t = await SalesAsync(vectors);
        var result = await t.ReplacePartitionsAsync("SELECT 7 AS id, DATE '2024-01-01' AS day, 70 AS n UNION ALL SELECT 8, NULL, 80 UNION ALL SELECT 9, DATE '2024-03-03', 90");
        Assert.Equal((3L, 3L, 3, 2), (result.RowsInserted, result.RowsDeleted, result.FilesAdded, result.FilesRemoved));
        Assert.Equal(["3|2024-01-02|30", "4|2024-01-02|40", "7|2024-01-01|70", "8|NULL|80", "9|2024-03-03|90"], await t.RowsAsync());
        Assert.False((await t.ReplacePartitionsAsync("SELECT 7 AS id WHERE false")).Committed);
    }

    [Fact]
    public async Task A_table_without_partitions_is_replaced_whole()
    {
        await using var t = new TemporaryTable();
        Assert.Equal(0, (await t.ReplacePartitionsAsync("SELECT 1 AS id")).Version);
        await t.ReplacePartitionsAsync("SELECT 2 AS id");
        Assert.Equal(["2"], await t.RowsAsync());
    }

    [Fact]
    public async Task Rows_can_bring_columns_along_where_that_is_allowed()
    {
        await using var t = await SalesAsync(vectors: false);
        var merge = new WriteOptions { MergeSchema = true };
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.AppendAsync("SELECT 6 AS id, 'six' AS note"));
        await t.AppendAsync("SELECT 6 AS id, 'six' AS note", merge);
        await t.Table.ReplaceWhereAsync(t.Engine, new ReplaceWhereSpec { Predicate = "id = 1", Source = "SELECT 1 AS id, {'a': 1} AS deep" }, merge, Cancellation);
        await t.Table.ReplacePartitionsAsync(t.Engine, "SELECT 3 AS id, DATE '2024-01-02' AS day, {'a': 2, 'b': 3} AS deep", merge, Cancellation);
        Assert.Equal(
            ["1|NULL|NULL|NULL|{'a': 1, 'b': NULL}", "2|2024-01-01|NULL|NULL|NULL", "3|2024-01-02|NULL|NULL|{'a': 2, 'b': 3}", "5|NULL|50|NULL|NULL", "6|NULL|NULL|six|NULL"],
            await t.RowsAsync());
    }

    private static async Task<TemporaryTable> SalesAsync(bool vectors)
    {
        var t = new TemporaryTable();
        await t.AppendAsync(
            "SELECT * FROM (VALUES (1, DATE '2024-01-01', 10), (2, DATE '2024-01-01', NULL), (3, DATE '2024-01-02', 30), (4, DATE '2024-01-02', 40), (5, NULL, 50)) v(id, day, n)",
            new WriteOptions { PartitionBy = ["day"], Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false" } });
        return t;
    }
}
