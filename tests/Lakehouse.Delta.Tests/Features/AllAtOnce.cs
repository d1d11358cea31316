using System.Text.Json;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

/// <summary>Features in one table, through all operations.</summary>
public class AllAtOnce
{
    private static readonly StructType Schema = new(
    [
        new StructField("id", PrimitiveType.Long).WithIdentity(),
        new StructField("key", PrimitiveType.String, Nullable: false),
        new StructField("day", PrimitiveType.Date),
        new StructField("month", PrimitiveType.String).WithGenerationExpression("date_format(day, 'yyyy-MM')"),
        new StructField("state", PrimitiveType.String).WithDefault("'new'"),
        new StructField("s", new StructType([new StructField("a b", PrimitiveType.Integer), new StructField("c", PrimitiveType.String)])),
        new StructField("n", PrimitiveType.Integer),
    ]);

    [Theory]
    [InlineData("name", true)]
    [InlineData("name", false)]
    [InlineData("id", true)]
    [InlineData("none", true)]
    public async Task Every_operation_keeps_every_feature(string mapping, bool vectors)
    {
        await using var t = new TemporaryTable();
        var properties = new Dictionary<string, string>
        {
            ["delta.columnMapping.mode"] = mapping,
            ["delta.enableDeletionVectors"] = vectors ? "true" : "false",
            ["delta.enableChangeDataFeed"] = "true",
            ["delta.enableRowTracking"] = "true",
            ["delta.enableInCommitTimestamps"] = "true",
            ["delta.constraints.small"] = "n < 1000 OR state = 'big'",
            ["delta.parquet.compression.codec"] = "zstd",
        };
        await t.Table.CreateAsync(Schema, new WriteOptions { PartitionBy = ["month"], Properties = properties }, Cancellation);
        Assert.False((await t.Table.CreateAsync(Schema, new WriteOptions { PartitionBy = ["month"], Properties = properties }, Cancellation)).Committed);
        await t.AppendAsync("SELECT 'k' || i AS key, DATE '2024-01-30' + i::INTEGER AS day, {'a b': i::INTEGER, 'c': 'x'} AS s, i::INTEGER AS n FROM range(4) r(i) ORDER BY i");
        Assert.Equal(["k0|2024-01|new|0", "k1|2024-01|new|1", "k2|2024-02|new|2", "k3|2024-02|new|3"], await RowsAsync(t));

        await t.Table.UpdateAsync(t.Engine, new Dictionary<string, string> { ["day"] = "DATE '2024-05-05'", ["s.a b"] = "7" }, "key = 'k0'", new WriteOptions(), Cancellation);
        await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT * FROM (VALUES ('k1', 50, DATE '2024-01-31'), ('k9', 9, DATE '2024-09-09')) v(key, n, day)",
            Key = ["key"],
            WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["n"] = "source.n", ["state"] = "'merged'" })],
            WhenNotMatched = [NotMatchedClause.Insert(new Dictionary<string, string> { ["key"] = "source.key", ["n"] = "source.n", ["day"] = "source.day" })],
        });
        await t.Table.DeleteAsync(t.Engine, "key = 'k2'", new WriteOptions(), Cancellation);
        string[] expected = ["k0|2024-05|new|0", "k1|2024-01|merged|50", "k3|2024-02|new|3", "k9|2024-09|new|9"];
        Assert.Equal(expected, await RowsAsync(t));

        foreach (var broken in new[] { "SELECT 'big' AS key, 5000 AS n", "SELECT NULL::VARCHAR AS key, 1 AS n", "SELECT 'g' AS key, DATE '2024-01-01' AS day, '2024-02' AS month" })
        {
            await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync(broken));
        }

        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.Table.UpdateAsync(t.Engine, new Dictionary<string, string> { ["n"] = "n + 5000" }, "key = 'k3'", new WriteOptions(), Cancellation));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.UpdateAsync(t.Engine, new Dictionary<string, string> { ["id"] = "1" }, "key = 'k3'", new WriteOptions(), Cancellation));
        Assert.Equal(expected, await RowsAsync(t));

        await t.AppendAsync("SELECT 'k3b' AS key, DATE '2024-02-03' AS day, 33 AS n");
        var idsBefore = await IdsAsync(t);
        await t.Table.OptimizeAsync(t.Engine, 1L << 30, Cancellation);
        Assert.Equal(idsBefore, await IdsAsync(t));
        Assert.Equal(idsBefore.Length, idsBefore.Distinct().Count());
        await t.Table.ReplaceWhereAsync(t.Engine, new ReplaceWhereSpec { Source = "SELECT 'r' AS key, DATE '2024-02-20' AS day, 1 AS n", Predicate = "month = '2024-02'" }, new WriteOptions(), Cancellation);
        Assert.Equal(["k0|2024-05|new|0", "k1|2024-01|merged|50", "k9|2024-09|new|9", "r|2024-02|new|1"], await RowsAsync(t));
        if (mapping != "none")
        {
            await t.Table.RenameColumnAsync("s.a b", "a", Cancellation);
            await t.Table.DropColumnsAsync(["s.c"], Cancellation);
        }

        await t.Table.AddColumnsAsync([new StructField("note", PrimitiveType.String)], Cancellation);
        await t.AppendAsync("SELECT 'last' AS key, 0 AS n, 'hi' AS note");
        Assert.Equal(["hi"], (await t.QueryAsync($"SELECT note FROM {await ScanAsync(t)} t WHERE key = 'last'")));
        await t.Table.CheckpointAsync(Cancellation);
        Assert.Equal(5, (await RowsAsync(DeltaTable.At(t.Table.Location), t)).Length);
        await ChangesAddUpAsync(t);
        FilesHaveWhatTheProtocolAsksFor(await t.Table.GetSnapshotAsync(Cancellation), t);
    }

    /// <summary>Inserts less deletes are the rows of the table, by identity number.</summary>
    private static async Task ChangesAddUpAsync(TemporaryTable t)
    {
        var feed = await ChangeDataFeed.PlanAsync(t.Table, 0, null, Cancellation);
        var sums = await t.QueryAsync(
            $"SELECT id, key, n FROM (SELECT id, key, n, CASE WHEN _change_type IN ('insert', 'update_postimage') THEN 1 ELSE -1 END AS d FROM {feed.Sql} f) GROUP BY ALL HAVING sum(d) <> 0");
        Assert.Equal(await t.QueryAsync($"SELECT id, key, n FROM {await ScanAsync(t)} t"), sums);
    }

    private static void FilesHaveWhatTheProtocolAsksFor(Snapshot snapshot, TemporaryTable t)
    {
        Assert.All(snapshot.Files, file =>
        {
            Assert.NotNull(file.BaseRowId);
            Assert.NotNull(file.DefaultRowCommitVersion);
            Assert.NotNull(file.Stats!.NumRecords);
            Assert.Equal([snapshot.Schema.Find("month")!.PhysicalName], file.PartitionValues.Keys);
            Assert.True(File.Exists(Path.Combine(t.Folder, FilePath.Decode(file.Path))));
        });
        for (var version = 0; version <= snapshot.Version; version++)
        {
            using var first = JsonDocument.Parse(t.CommitText(version).Split('\n')[0]);
            Assert.True(first.RootElement.GetProperty("commitInfo").TryGetProperty("inCommitTimestamp", out _));
        }
    }

    private static Task<string[]> RowsAsync(TemporaryTable t) => RowsAsync(t.Table, t);

    private static async Task<string[]> RowsAsync(DeltaTable table, TemporaryTable t) =>
        await t.QueryAsync($"SELECT key, month, state, n FROM {(await DeltaScan.PlanAsync(await table.GetSnapshotAsync(Cancellation), Cancellation)).Sql} t");

    private static async Task<string[]> IdsAsync(TemporaryTable t) => await t.QueryAsync($"SELECT key, id FROM {await ScanAsync(t)} t");

    private static async Task<string> ScanAsync(TemporaryTable t) => (await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation)).Sql;
}
