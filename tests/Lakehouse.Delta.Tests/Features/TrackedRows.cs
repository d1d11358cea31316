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

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Rows_keep_their_ids_when_they_are_updated_copied_and_compacted(bool vectors, bool feed)
    {
        await using var t = new TemporaryTable();
        var properties = new Dictionary<string, string>(On)
        {
            ["delta.enableDeletionVectors"] = vectors ? "true" : "false",
            ["delta.enableChangeDataFeed"] = feed ? "true" : "false",
            ["delta.columnMapping.mode"] = feed ? "name" : "none",
        };
        await t.AppendAsync("SELECT i AS id, 0 AS n FROM range(4) r(i) ORDER BY i", new WriteOptions { Properties = properties });
        await t.Table.UpdateAsync(t.Engine, new Dictionary<string, string> { ["n"] = "n + 1" }, "id = 1", new WriteOptions(), Cancellation);
        Assert.Equal(["0|0|0", "1|1|1", "2|2|0", "3|3|0"], await IdsAsync(t));
        await t.MergeAsync(MergeSpec.Upsert("SELECT 2::BIGINT AS id, 5 AS n UNION ALL SELECT 9, 9", "id"));
        var ids = await IdsAsync(t);
        Assert.Equal(["0|0|0", "1|1|1", "2|2|2", "3|3|0"], ids[..4]);
        Assert.EndsWith("|2", ids[4], StringComparison.Ordinal);
        await t.AppendAsync("SELECT 20 AS id, 0 AS n");
        ids = await IdsAsync(t);
        await t.Table.OptimizeAsync(t.Engine, 1L << 30, Cancellation);
        Assert.Equal(ids, await IdsAsync(t));
        Assert.Equal(6, ids.Select(id => id.Split('|')[1]).Distinct().Count());
        Assert.All(Enumerable.Range(0, 5), version => Assert.Contains("\"delta.rowTracking.preserved\":\"true\"", t.CommitText(version), StringComparison.Ordinal));
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.DoesNotContain("_row-id-col", string.Concat(snapshot.Files.Select(file => System.Text.Encoding.UTF8.GetString(file.StatisticsJson.Span))), StringComparison.Ordinal);
        Assert.Equal(["0|0", "1|1", "20|0", "2|5", "3|0", "9|9"], await t.RowsAsync());
    }

    private static async Task<string[]> IdsAsync(TemporaryTable t)
    {
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var scan = await DeltaScan.PlanAsync(snapshot, NumberedFile.All(snapshot), withRowAddress: true, Cancellation);
        return await t.QueryAsync($"SELECT id, {RowIds.Id}, {RowIds.Version} FROM {scan.Sql} AS t");
    }
}
