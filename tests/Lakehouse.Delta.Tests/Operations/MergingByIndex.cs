using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>MERGE that finds the rows of large files through indexes.</summary>
public class MergingByIndex
{
    /// <summary>Indexes that files with many rows get.</summary>
    private KeyIndexes large = null!;

    /// <summary>A column of each type that a table of plain values may have, most of them NULL now and then.</summary>
    private const string Every = """
        SELECT i::INTEGER AS id, 'key ' || repeat('é', (i % 7)::INTEGER) || i AS name, (i % 2 = 0) AS flag, (i % 100)::TINYINT AS tiny, i::SMALLINT AS small, i * 1000000007 AS big,
               (i / 3)::FLOAT AS f, i / 7 AS d, (i % 900 / 10)::DECIMAL(3,1) AS d3, (i / 100)::DECIMAL(8,2) AS d8, (i * 1000 / 7)::DECIMAL(18,3) AS d18, (i * 1e9)::DECIMAL(38,10) AS d38,
               DATE '2024-01-01' + i::INTEGER AS day, TIMESTAMPTZ '2024-01-01 00:00:00Z' + INTERVAL (i) MINUTE AS at, TIMESTAMP '2024-01-01' + INTERVAL (i) MICROSECOND AS local,
               CASE WHEN i % 5 = 0 THEN NULL ELSE encode('b' || i) END AS bytes, CASE WHEN i % 3 > 0 THEN 'some text of more than twelve bytes ' || i END AS note, NULL::BIGINT AS nothing
        """;

    public static TheoryData<string> Keys => ["id", "name", "flag,tiny,id", "small", "big", "d3,id", "d8", "d18", "d38", "day", "at", "local", "bytes,id", "note,name", "nothing,id"];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task An_index_by_any_key_finds_the_rows_that_reading_the_files_finds(string key)
    {
        await using var plain = new TemporaryTable();
        await using var indexed = new TemporaryTable();
        foreach (var t in new[] { plain, indexed })
        {
            await t.AppendAsync($"{Every} FROM range(5000) r(i)", Options);
            await t.DeleteAsync("id % 50 = 7");
        }

        for (var batch = 1; batch <= 3; batch++)
        {
            var spec = new MergeSpec
            {
                Source = $"SELECT *, id % 10 = 0 AS gone FROM ({Every} FROM (SELECT (i * 37) % 6000 AS i FROM range({batch}00) r(i))) WHERE id % 11 > 0",
                Key = key.Split(','),
                WhenMatched = [MatchedClause.Delete("source.gone"), MatchedClause.Update(new Dictionary<string, string> { ["f"] = $"source.f + {batch}", ["note"] = "target.note || '!'" })],
                WhenNotMatched = [NotMatchedClause.InsertAll()],
            };
            var read = await plain.MergeAsync(spec);
            var found = await indexed.MergeAsync(spec with { Indexes = indexed.Indexes });
            Assert.Equal((read.RowsInserted, read.RowsUpdated, read.RowsDeleted), (found.RowsInserted, found.RowsUpdated, found.RowsDeleted));
            Assert.True(read.RowsUpdated > 0 || key.StartsWith("nothing", StringComparison.Ordinal)); // NULL equals nothing
            await indexed.Indexes.BuildAsync(indexed.Engine, Cancellation);
        }

        Assert.Equal(await plain.RowsAsync(), await indexed.RowsAsync());
        Assert.Equal(await plain.ChangesAsync(1), await indexed.ChangesAsync(1));
    }

    [Fact]
    public async Task A_file_with_an_index_is_not_read()
    {
        await using var t = await IndexedAsync();
        var file = Assert.Single(t.DataFiles(), file => new FileInfo(file).Length > 10_000);
        var aside = file + ".aside";
        File.Move(file, aside);
        var result = await t.MergeAsync(Upsert("SELECT 3 AS id, 'changed' AS name UNION ALL SELECT -3, 'new'"));
        File.Move(aside, file);

        Assert.Equal((1L, 1L), (result.RowsInserted, result.RowsUpdated));
        Assert.Equal(["-3|new", "3|changed", "4|name 4"], await t.QueryAsync($"SELECT * FROM ({await ScanAsync(t)}) WHERE id IN (-3, 3, 4)"));
    }

    [Fact]
    public async Task An_index_that_is_damaged_or_gone_costs_only_the_reading()
    {
        await using var t = await IndexedAsync();
        foreach (var damage in new Action<string>[] { file => File.WriteAllText(file, "no index"), file => File.WriteAllText(file, ""), Shorten, File.Delete })
        {
            damage(IndexFiles(t)[0]);
            Assert.Equal(1, (await t.MergeAsync(Upsert($"SELECT 5 AS id, '{Guid.NewGuid()}' AS name"))).RowsUpdated);
            Assert.True(large.HasWork);
            Assert.Equal(1, Assert.Single(await large.BuildAsync(t.Engine, Cancellation)).Files);
        }

        static void Shorten(string file)
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(stream.Length - 1);
        }
    }

    [Fact]
    public async Task Another_schema_or_key_has_another_index()
    {
        await using var t = await IndexedAsync();
        await t.Table.AddColumnsAsync([new StructField("extra", PrimitiveType.Long)], Cancellation);
        await t.MergeAsync(Upsert("SELECT 5 AS id, 'five' AS name, 55 AS extra"));
        Assert.Equal(["5|five|55", "6|name 6|NULL"], await t.QueryAsync($"SELECT * FROM ({await ScanAsync(t)}) WHERE id IN (5, 6)"));
        Assert.Equal(1, Assert.Single(await large.BuildAsync(t.Engine, Cancellation)).Files);
        Assert.Single(IndexFiles(t)); // that of the schema before went

        await t.MergeAsync(MergeSpec.Upsert("SELECT 7 AS id, 'name 7' AS name, 77 AS extra", "name") with { Indexes = large });
        Assert.Equal(1, Assert.Single(await large.BuildAsync(t.Engine, Cancellation)).Files);
        Assert.Equal(2, IndexFiles(t).Length);
        await t.MergeAsync(Upsert("SELECT 7 AS id, 'seven' AS name, 78 AS extra"));
        Assert.False(large.HasWork);
        Assert.Equal(["7|seven|78"], await t.QueryAsync($"SELECT * FROM ({await ScanAsync(t)}) WHERE id = 7"));
    }

    [Fact]
    public async Task The_indexes_of_files_that_a_table_no_longer_has_are_deleted()
    {
        await using var t = await IndexedAsync();
        var before = Assert.Single(IndexFiles(t));
        await t.AppendAsync("SELECT -1 AS id, 'small' AS name");
        await t.Table.OptimizeAsync(t.Engine, 1 << 30, Cancellation);
        await t.MergeAsync(Upsert("SELECT 5 AS id, 'five' AS name"));
        await large.BuildAsync(t.Engine, Cancellation);
        Assert.NotEqual(before, Assert.Single(IndexFiles(t)));
    }

    [Fact]
    public async Task Tables_and_merges_that_an_index_cannot_answer_are_read()
    {
        await using var nested = new TemporaryTable();
        await nested.AppendAsync("SELECT i::INTEGER AS id, [i] AS list FROM range(2000) r(i)", Options);
        await nested.MergeAsync(MergeSpec.Upsert("SELECT 5 AS id, [6::BIGINT] AS list", "id") with { Indexes = nested.Indexes });
        Assert.False(nested.Indexes.HasWork);

        await using var t = await IndexedAsync("i::INTEGER AS id, 'name ' || i AS name, CASE WHEN i = 0 THEN -0.0 ELSE i END::DOUBLE AS d");
        MergeSpec[] others =
        [
            MergeSpec.Upsert("SELECT 0 AS id, 'zero' AS name, 0.0::DOUBLE AS d", "d"),
            MergeSpec.Upsert("SELECT 1::BIGINT AS id, 'one' AS name, 1.0::DOUBLE AS d", "id"),
            MergeSpec.Upsert("SELECT 2 AS id, 'two' AS name, 2.0::DOUBLE AS d", "id") with { On = "target.d < 5" },
            MergeSpec.Upsert("SELECT 3 AS id, 'three' AS name, 3.0::DOUBLE AS d", "id") with { NullKeysMatch = true },
            MergeSpec.Upsert("SELECT 4 AS id, 'four' AS name, 4.0::DOUBLE AS d", "id") with { WhenNotMatchedBySource = [NotMatchedBySourceClause.Delete("target.id > 10")] },
        ];
        foreach (var spec in others)
        {
            Assert.Equal(1, (await t.MergeAsync(spec with { Indexes = large })).RowsUpdated);
        }

        Assert.Equal(["0|zero", "1|one", "2|two", "3|three", "4|four"], await t.QueryAsync($"SELECT id, name FROM ({await ScanAsync(t)}) WHERE id < 5"));
    }

    [Fact]
    public async Task Indexes_stay_within_their_room_and_small_files_get_none()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i::INTEGER AS id, 'name ' || i AS name FROM range(2000) r(i)", Options);
        foreach (var (options, wanted) in new[] { (new KeyIndexOptions { Folder = Folder(t), MinRows = 2001 }, false), (new KeyIndexOptions { Folder = Folder(t), MinRows = 2000, MaxBytes = 20_000 }, true) })
        {
            var indexes = new KeyIndexes(options);
            await t.MergeAsync(MergeSpec.Upsert($"SELECT 5 AS id, '{Guid.NewGuid()}' AS name", "id") with { Indexes = indexes });
            Assert.Equal(wanted, indexes.HasWork);
            Assert.All(await indexes.BuildAsync(t.Engine, Cancellation), report => Assert.Equal((0, 1), (report.Files, report.TooLarge)));
            Assert.Empty(IndexFiles(t));
        }
    }

    [Fact]
    public async Task What_is_stopped_leaves_nothing_behind()
    {
        await using var t = await IndexedAsync();
        File.Delete(IndexFiles(t)[0]);
        await t.MergeAsync(Upsert("SELECT 5 AS id, 'five' AS name"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large.BuildAsync(t.Engine, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(Folder(t), "*", SearchOption.AllDirectories));
    }

    private static WriteOptions Options => new() { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.enableChangeDataFeed"] = "true" } };

    private static string Folder(TemporaryTable t) => Path.Combine(Path.GetDirectoryName(t.Folder)!, "indexes");

    private static string[] IndexFiles(TemporaryTable t) => Directory.Exists(Folder(t)) ? Directory.GetFiles(Folder(t), "*.keys", SearchOption.AllDirectories) : [];

    private MergeSpec Upsert(string source) => MergeSpec.Upsert(source, "id") with { Indexes = large };

    private static async Task<string> ScanAsync(TemporaryTable t) => $"SELECT * FROM {(await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation)).Sql}";

    /// <summary>A table whose one file has an index by <c>id</c>.</summary>
    private async Task<TemporaryTable> IndexedAsync(string columns = "i::INTEGER AS id, 'name ' || i AS name")
    {
        var t = new TemporaryTable();
        large = new KeyIndexes(new KeyIndexOptions { Folder = Folder(t), MinRows = 1000, LargestShare = double.MaxValue });
        await t.AppendAsync($"SELECT {columns} FROM range(2000) r(i)", Options);
        await t.MergeAsync(Upsert($"SELECT {columns} FROM range(0) r(i)"));
        Assert.Equal((1, 2000L), (await large.BuildAsync(t.Engine, Cancellation)) is [var report] ? (report.Files, report.Rows) : default);
        return t;
    }
}
