using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class IdentityColumns
{
    private static StructType Schema(long start = 1, long step = 1, bool allowExplicit = false) =>
        new([new StructField("id", PrimitiveType.Long).WithIdentity(start, step, allowExplicit), new StructField("n", PrimitiveType.Integer)]);

    [Fact]
    public async Task Rows_get_numbers_and_the_high_water_mark_moves_in_the_same_commit()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(Schema(start: 10, step: 5), new WriteOptions(), Cancellation);
        Assert.Contains("\"identityColumns\"", t.CommitText(0), StringComparison.Ordinal);
        await t.AppendAsync("SELECT i AS n FROM range(3) r(i)");
        Assert.Contains("delta.identity.highWaterMark\\\":20", t.CommitText(1), StringComparison.Ordinal);
        await t.AppendAsync("SELECT 7 AS n");
        Assert.Equal(["10", "15", "20", "25"], await IdsAsync(t));
        Assert.Equal(25, (await t.Table.GetSnapshotAsync(Cancellation)).Schema.Find("id")!.Identity!.HighWaterMark);
    }

    [Fact]
    public async Task A_negative_step_counts_down()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(Schema(start: -1, step: -2), new WriteOptions(), Cancellation);
        await t.AppendAsync("SELECT i AS n FROM range(2) r(i)");
        await t.AppendAsync("SELECT 7 AS n");
        Assert.Equal(["-1", "-3", "-5"], await IdsAsync(t));
    }

    [Fact]
    public async Task Own_numbers_are_refused_unless_the_column_allows_them()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(Schema(), new WriteOptions(), Cancellation);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.AppendAsync("SELECT 1::BIGINT AS id, 1 AS n"));
        await using var allowing = new TemporaryTable();
        await allowing.Table.CreateAsync(Schema(allowExplicit: true), new WriteOptions(), Cancellation);
        await allowing.AppendAsync("SELECT 100::BIGINT AS id, 1 AS n");
        await allowing.AppendAsync("SELECT 2 AS n");
        Assert.Equal(["1", "100"], await IdsAsync(allowing));
        Assert.Equal(1, (await allowing.Table.GetSnapshotAsync(Cancellation)).Schema.Find("id")!.Identity!.HighWaterMark);
    }

    [Fact]
    public async Task Numbers_that_run_out_are_an_error_before_anything_is_written()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(Schema(start: long.MaxValue - 2), new WriteOptions(), Cancellation);
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT i AS n FROM range(3) r(i)"));
        await t.AppendAsync("SELECT i AS n FROM range(2) r(i)");
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT i AS n FROM range(2) r(i)"));
        Assert.Equal(2, (await IdsAsync(t)).Length);
    }

    [Fact]
    public async Task Writers_at_the_same_time_never_get_the_same_number()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(Schema(), new WriteOptions(), Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
            await t.Table.AppendAsync(engine, "SELECT i AS n FROM range(4) r(i)", new WriteOptions(), Cancellation);
        }));
        var ids = await IdsAsync(t);
        Assert.Equal(20, ids.Length);
        Assert.Equal(20, ids.Distinct().Count());
        Assert.Equal(20, (await t.Table.GetSnapshotAsync(Cancellation)).Schema.Find("id")!.Identity!.HighWaterMark);
    }

    [Fact]
    public async Task A_merge_gives_numbers_to_inserted_rows_and_keeps_the_others()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(Schema(), new WriteOptions(), Cancellation);
        await t.AppendAsync("SELECT i AS n FROM range(2) r(i) ORDER BY i");
        await t.MergeAsync(MergeSpec.Upsert("SELECT 1 AS n UNION ALL SELECT 9", "n"));
        Assert.Equal(["1", "2", "3"], await IdsAsync(t));
    }

    private static async Task<string[]> IdsAsync(TemporaryTable t) =>
        await t.QueryAsync($"SELECT id FROM {(await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation)).Sql} t");
}
