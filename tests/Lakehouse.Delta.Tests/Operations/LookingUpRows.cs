using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>Rows with given values are found through indexes as they are by reading.</summary>
public sealed class LookingUpRows
{
    private const string Rows = "SELECT i::INTEGER AS id, CASE WHEN i % 100 > 0 THEN 'group ' || i // 10 END AS name, i AS n FROM range(5000) r(i)";

    private static WriteOptions Options => new() { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "TRUE" } };

    [Theory]
    [InlineData("SELECT (i * 30)::INTEGER AS k FROM range(9) r(i)", "id")]
    [InlineData("SELECT 'group ' || i AS k FROM range(5) r(i)", "name")]
    [InlineData("SELECT unnest(['group 7', NULL]) AS k", "name")]
    [InlineData("SELECT 1::INTEGER AS k WHERE false", "id")]
    public async Task They_are_those_that_a_scan_finds(string wanted, string column)
    {
        await using var t = await LargeAsync();
        var indexes = IndexesOf(t);
        Assert.False(await FindAsync(t, indexes, column, wanted));
        Assert.True(indexes.HasWork);
        Assert.Equal(1, Assert.Single(await indexes.BuildAsync(t.Engine, Cancellation)).Files);
        await t.DeleteAsync("id % 7 = 3");
        await t.AppendAsync($"SELECT * REPLACE (-n AS n) FROM ({Rows}) WHERE id < 300"); // a small file, which has no index

        Assert.True(await FindAsync(t, indexes, column, wanted));
        var scan = (await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation)).Sql;
        Assert.Equal(await t.QueryAsync($"SELECT * FROM {scan} AS d WHERE EXISTS (SELECT 1 FROM ({wanted}) w WHERE w.k IS NOT DISTINCT FROM d.{column}) ORDER BY ALL"), await t.QueryAsync("SELECT * FROM found ORDER BY ALL"));
    }

    [Fact]
    public async Task Where_many_rows_are_wanted_no_index_is_asked_for_and_the_table_is_read()
    {
        await using var t = await LargeAsync();
        const string Many = "SELECT i::INTEGER AS k FROM range(1000) r(i)";
        const string One = "SELECT 5::INTEGER AS k";
        var indexes = IndexesOf(t);
        Assert.False(await FindAsync(t, indexes, "id", Many));
        Assert.False(indexes.HasWork);

        var others = IndexesOf(t);
        Assert.False(await FindAsync(t, others, "id", One));
        await others.BuildAsync(t.Engine, Cancellation);
        Assert.False(await FindAsync(t, others, "id", Many));
        Assert.True(await FindAsync(t, others, "id", One));
    }

    [Theory]
    [InlineData("SELECT 5::BIGINT AS k", "id")]
    [InlineData("SELECT 5::INTEGER AS k", "nothing")]
    public async Task A_column_of_another_type_is_not_looked_up(string wanted, string column)
    {
        await using var t = await LargeAsync();
        var indexes = IndexesOf(t);
        Assert.False(await FindAsync(t, indexes, column, wanted));
        Assert.False(indexes.HasWork);
    }

    private static async Task<TemporaryTable> LargeAsync()
    {
        var t = new TemporaryTable();
        await t.AppendAsync(Rows, Options);
        return t;
    }

    private static KeyIndexes IndexesOf(TemporaryTable t) => new(new KeyIndexOptions { Folder = Path.Combine(Path.GetDirectoryName(t.Folder)!, "lookups"), MinRows = 1000 });

    private static async Task<bool> FindAsync(TemporaryTable t, KeyIndexes indexes, string column, string wanted) =>
        await KeyedRows.TryLoadAsync(t.Engine, indexes, t.Table, await t.Table.GetSnapshotAsync(Cancellation), [(column, "k")], $"({wanted})", "found", Cancellation);
}
