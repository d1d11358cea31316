using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class TrackedRows
{
    private static readonly Dictionary<string, string> On = new() { ["delta.enableRowTracking"] = "true" };

    [Fact]
    public async Task Every_file_gets_ids_that_were_never_given_before()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id FROM range(3) r(i)", new WriteOptions { Properties = On });
        await t.AppendAsync("SELECT 10 AS id UNION ALL SELECT 11");
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal([(0, 0), (3, 1)], snapshot.Files.Select(file => (file.BaseRowId, file.DefaultRowCommitVersion)).Order().Select(file => ((int)file.BaseRowId!, (int)file.DefaultRowCommitVersion!)));
        Assert.Equal("{\"rowIdHighWaterMark\":4}", snapshot.Domains["delta.rowTracking"].Configuration);
        Assert.True(snapshot.Protocol.Has("rowTracking") && snapshot.Protocol.Has("domainMetadata"));
        Assert.StartsWith("_row-id-col-", snapshot.Metadata.Property("delta.rowTracking.materializedRowIdColumnName"), StringComparison.Ordinal);
        Assert.Contains("\"delta.rowTracking.preserved\":\"true\"", t.CommitText(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_gets_row_tracking_later_gives_ids_to_all_files_in_the_same_commit()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id FROM range(3) r(i)");
        await t.AppendAsync("SELECT i AS id FROM range(3, 5) r(i)");
        await t.Table.SetPropertiesAsync(On, Cancellation);
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal(2, snapshot.FileCount);
        Assert.Equal([0, 1, 2, 3, 4], snapshot.Files.SelectMany(file => Enumerable.Range((int)file.BaseRowId!, (int)file.Stats!.NumRecords!)).Order());
        Assert.All(snapshot.Files, file => Assert.Equal(2, file.DefaultRowCommitVersion));
        Assert.Equal(5, (await t.RowsAsync()).Length);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.SetPropertiesAsync(new Dictionary<string, string> { ["delta.rowTrackingSuspended"] = "true" }, Cancellation));
    }

    [Fact]
    public async Task Writers_at_the_same_time_give_different_ids()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 0 AS id", new WriteOptions { Properties = On });
        await Task.WhenAll(Enumerable.Range(1, 5).Select(async i =>
        {
            await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
            await t.Table.AppendAsync(engine, $"SELECT {i} AS id UNION ALL SELECT {-i}", new WriteOptions(), Cancellation);
        }));
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal(Enumerable.Range(0, 11), snapshot.Files.SelectMany(file => Enumerable.Range((int)file.BaseRowId!, (int)file.Stats!.NumRecords!)).Order());
        Assert.Equal("{\"rowIdHighWaterMark\":10}", snapshot.Domains["delta.rowTracking"].Configuration);
    }

    [Fact]
    public async Task A_deletion_vector_leaves_the_ids_of_its_file()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id FROM range(5) r(i)", new WriteOptions { Properties = new Dictionary<string, string>(On) { ["delta.enableDeletionVectors"] = "true" } });
        await t.MergeAsync(new MergeSpec { Source = "SELECT 2 AS id", Key = ["id"], WhenMatched = [MatchedClause.Delete()] });
        var file = Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files);
        Assert.Equal((0L, 0L), (file.BaseRowId!.Value, file.DefaultRowCommitVersion!.Value));
        Assert.NotNull(file.DeletionVector);
    }
}
