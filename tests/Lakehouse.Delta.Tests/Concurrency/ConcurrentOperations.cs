using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Concurrency;

/// <summary>Operations into which another one is placed between their work and their commit.</summary>
public class ConcurrentOperations
{
    private static readonly WriteOptions WithVectors = new() { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } };

    [Fact]
    public async Task A_compaction_moves_behind_an_append()
    {
        await using var t = await TwoFilesAsync();
        var table = InterferingStore.Once(t.Table, () => t.AppendAsync("SELECT 9 AS id"));
        var result = await table.OptimizeAsync(t.Engine, 1 << 20, Cancellation);
        Assert.Equal((3, 1, 2), (result.Version, result.FilesAdded, result.FilesRemoved));
        Assert.Equal(["1", "2", "3", "4", "9"], await t.RowsAsync());
        Assert.Equal(4, t.DataFiles().Length);
    }

    [Fact]
    public async Task A_compaction_moves_behind_a_delete_that_marks_rows_of_other_files()
    {
        await using var t = await TwoFilesAsync();
        await t.AppendAsync("SELECT 5 AS id UNION ALL SELECT 6");
        var table = InterferingStore.Once(t.Table, () => DeleteAsync(t, 5));
        var files = (await t.Table.GetSnapshotAsync(Cancellation)).Files.OrderBy(file => file.ModificationTimeMs).ToArray();
        var read = await t.Table.GetSnapshotAsync(Cancellation);
        var compacted = files[..2];
        var scan = await DeltaScan.PlanAsync(read, compacted, Cancellation);
        var added = await new DataFileWriter(t.Engine, table.Store, read.Schema, read.Metadata).WriteAsync($"SELECT * FROM {scan.Sql} AS t", dataChange: false, Cancellation);
        await Committer.CommitAsync(table.Store, read, new CommitInfo(), [.. compacted.Select(file => file.Remove(1, false)), .. added], TableRead.Of(compacted), Cancellation);
        Assert.Equal(["1", "2", "3", "4", "6"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_compaction_starts_again_after_a_delete_in_its_files()
    {
        await using var t = await TwoFilesAsync();
        var table = InterferingStore.Once(t.Table, () => DeleteAsync(t, 2));
        await table.OptimizeAsync(t.Engine, 1 << 20, Cancellation);
        Assert.Equal(["1", "3", "4"], await t.RowsAsync());
        Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files);
    }

    [Fact]
    public async Task An_append_writes_its_files_once_however_often_it_has_to_move()
    {
        await using var t = await TwoFilesAsync();
        var table = InterferingStore.Once(t.Table, async () =>
        {
            await DeleteAsync(t, 1);
            await t.AppendAsync("SELECT 8 AS id");
        });
        Assert.Equal(4, (await table.AppendAsync(t.Engine, "SELECT 9 AS id", new WriteOptions(), Cancellation)).Version);
        Assert.Equal(4, t.DataFiles().Length);
        Assert.Equal(["2", "3", "4", "8", "9"], await t.RowsAsync());
    }

    [Fact]
    public async Task Two_upserts_of_a_key_leave_one_row()
    {
        await using var t = await TwoFilesAsync();
        var table = InterferingStore.Once(t.Table, () => UpsertAsync(t.Table, t, 7));
        await UpsertAsync(table, t, 7);
        Assert.Equal(["1", "2", "3", "4", "7"], await t.RowsAsync());
    }

    [Fact]
    public async Task Whoever_wants_only_one_attempt_is_told_what_was_in_the_way()
    {
        await using var t = await TwoFilesAsync();
        var table = InterferingStore.Once(t.Table, () => UpsertAsync(t.Table, t, 7));
        var conflict = await Assert.ThrowsAsync<ConcurrentAppendException>(() => UpsertAsync(table, t, 7, new WriteOptions { Attempts = 1 }));
        Assert.Contains("The merge gave up after one attempt. Version 2 of another writer (MERGE) came first and added rows", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(2, conflict.Version);
    }

    [Theory]
    [InlineData(IsolationLevel.WriteSerializable, new[] { "1", "2", "3", "4", "7", "7" })]
    [InlineData(IsolationLevel.Serializable, new[] { "1", "2", "3", "4", "7" })]
    public async Task A_blind_append_may_count_as_later_than_an_upsert_that_did_not_see_it(IsolationLevel level, string[] expected)
    {
        await using var t = await TwoFilesAsync();
        var table = InterferingStore.Once(t.Table, () => t.AppendAsync("SELECT 7 AS id"));
        await UpsertAsync(table, t, 7, new WriteOptions { Isolation = level });
        Assert.Equal(expected, await t.RowsAsync());
    }

    private static async Task<TemporaryTable> TwoFilesAsync()
    {
        var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id UNION ALL SELECT 2", WithVectors);
        await t.AppendAsync("SELECT 3 AS id UNION ALL SELECT 4");
        return t;
    }

    [Theory]
    [InlineData("part = 2", true)]
    [InlineData("part = 1", false)]
    [InlineData("id = 1", false)]
    [InlineData("id = 3", true)]
    public async Task A_delete_minds_only_changes_where_its_predicate_may_hold(string other, bool holds)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT * FROM (VALUES (1, 1), (2, 1), (3, 2), (4, 2)) v(id, part)", new WriteOptions { PartitionBy = ["part"] });
        var table = InterferingStore.Once(t.Table, () => t.UpdateAsync("id", "id + 10", other));
        Task<CommitResult> Delete() => table.DeleteAsync(t.Engine, "part = 1 AND id < 3", new WriteOptions { Attempts = 1 }, Cancellation);
        if (holds)
        {
            Assert.Equal(2, (await Delete()).Version);
            Assert.DoesNotContain(await t.RowsAsync(), row => row.EndsWith("|1", StringComparison.Ordinal));
        }
        else
        {
            await Assert.ThrowsAnyAsync<ConcurrentModificationException>(Delete);
        }
    }

    [Theory]
    [InlineData("SELECT 9 AS id, 2 AS part", true)]
    [InlineData("SELECT 9 AS id, 1 AS part", false)]
    public async Task A_replacement_of_partitions_minds_only_its_own(string other, bool holds)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT * FROM (VALUES (1, 1), (2, 2)) v(id, part)", new WriteOptions { PartitionBy = ["part"] });
        var table = InterferingStore.Once(t.Table, () => t.ReplacePartitionsAsync(other));
        Task<CommitResult> Replace() => table.ReplacePartitionsAsync(t.Engine, "SELECT 5 AS id, 1 AS part", new WriteOptions { Attempts = 1 }, Cancellation);
        if (holds)
        {
            await Replace();
            Assert.Equal(["5|1", "9|2"], await t.RowsAsync());
        }
        else
        {
            await Assert.ThrowsAnyAsync<ConcurrentModificationException>(Replace);
        }
    }

    private static Task<CommitResult> DeleteAsync(TemporaryTable t, int id) => t.MergeAsync(new MergeSpec { Source = $"SELECT {id} AS id", Key = ["id"], WhenMatched = [MatchedClause.Delete()] });

    private static Task<CommitResult> UpsertAsync(DeltaTable table, TemporaryTable t, int id, WriteOptions? options = null) =>
        table.MergeAsync(t.Engine, MergeSpec.Upsert($"SELECT {id} AS id", "id"), options ?? new WriteOptions(), Cancellation);
}
