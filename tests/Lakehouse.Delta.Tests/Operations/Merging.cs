using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>MERGE on both delete modes.</summary>
public class Merging
{
    public static TheoryData<bool> DeleteModes => [false, true];

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task The_first_clause_whose_condition_holds_decides(bool vectors)
    {
        await using var t = await StockAsync(vectors);
        var result = await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT * FROM (VALUES (1, 5), (2, 0), (3, -9), (8, 8), (9, 99), (10, NULL)) s(id, n)",
            Key = ["id"],
            WhenMatched =
            [
                MatchedClause.Delete("source.n = 0"),
                MatchedClause.Update(new Dictionary<string, string> { ["n"] = "target.n + source.n", ["name"] = "upper(name)" }, "source.n > 0"),
                MatchedClause.Update(new Dictionary<string, string> { ["name"] = "'negative'" }),
            ],
            WhenNotMatched =
            [
                NotMatchedClause.Insert(new Dictionary<string, string> { ["id"] = "source.id", ["name"] = "'big'" }, "n > 50"),
                NotMatchedClause.Insert(new Dictionary<string, string> { ["id"] = "source.id", ["n"] = "n" }, "n <= 50"),
            ],
            WhenNotMatchedBySource =
            [
                NotMatchedBySourceClause.Update(new Dictionary<string, string> { ["n"] = "target.n * -1" }, "name = 'd'"),
                NotMatchedBySourceClause.Delete("target.n > 40"),
            ],
        });
        Assert.Equal((2L, 3L, 2L), (result.RowsInserted, result.RowsUpdated, result.RowsDeleted));
        Assert.Equal(["1|A|15", "3|negative|30", "4|d|-40", "8|NULL|8", "9|big|NULL"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Any_condition_can_say_what_matches(bool vectors)
    {
        await using var t = await StockAsync(vectors);
        await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT 15 AS low, 35 AS high",
            On = "target.n BETWEEN low AND high",
            WhenMatched = [MatchedClause.Delete()],
        });
        Assert.Equal(["1|a|10", "4|d|40", "5|e|50"], await t.RowsAsync());
        await t.MergeAsync(new MergeSpec { Source = "SELECT 1 AS id, 99 AS least", Key = ["id"], On = "target.n > least", WhenMatched = [MatchedClause.Delete()], WhenNotMatched = [NotMatchedClause.Insert(new Dictionary<string, string> { ["id"] = "id" })] });
        Assert.Equal(["1|NULL|NULL", "1|a|10", "4|d|40", "5|e|50"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Null_keys_match_only_where_that_is_asked_for(bool vectors)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT NULL::INTEGER AS id, 'old' AS name", Options(vectors));
        var upsert = MergeSpec.Upsert("SELECT NULL::INTEGER AS id, 'new' AS name", "id");
        await t.MergeAsync(upsert);
        Assert.Equal(["NULL|new", "NULL|old"], await t.RowsAsync());
        await t.MergeAsync(upsert with { Source = "SELECT NULL::INTEGER AS id, 'last' AS name", NullKeysMatch = true });
        Assert.Equal(["NULL|last", "NULL|last"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Deleted_rows_match_nothing(bool vectors)
    {
        await using var t = await StockAsync(vectors);
        await t.DeleteAsync("id IN (2, 3)");
        var scan = await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation);
        Assert.Equal(["1", "4"], await t.QueryAsync($"SELECT id FROM {scan.Where("stock", "stock.id <= 4")} ORDER BY id"));
        var result = await t.MergeAsync(MergeSpec.Upsert("SELECT * FROM (VALUES (2, 'again', 1), (4, 'other', 2)) s(id, name, n)", "id"));
        Assert.Equal((1L, 1L), (result.RowsInserted, result.RowsUpdated));
        Assert.Equal(["1|a|10", "2|again|1", "4|other|2", "5|e|50"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task A_condition_that_is_null_does_not_hold(bool vectors)
    {
        await using var t = await StockAsync(vectors);
        var result = await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT 1 AS id, NULL::BOOLEAN AS sure UNION ALL SELECT 7, NULL",
            Key = ["id"],
            WhenMatched = [MatchedClause.Delete("sure")],
            WhenNotMatched = [NotMatchedClause.Insert(new Dictionary<string, string> { ["id"] = "id" }, "sure")],
            WhenNotMatchedBySource = [NotMatchedBySourceClause.Delete("NULL")],
        });
        Assert.False(result.Committed);
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Several_matches_are_refused_unless_they_only_delete(bool vectors)
    {
        await using var t = await StockAsync(vectors);
        var spec = new MergeSpec { Source = "SELECT 2 AS id, 'x' AS name, i::INTEGER AS n FROM range(3) r(i)", Key = ["id"], WhenMatched = [MatchedClause.UpdateAll()] };
        await Assert.ThrowsAsync<AmbiguousMergeException>(() => t.MergeAsync(spec));
        await Assert.ThrowsAsync<AmbiguousMergeException>(() => t.MergeAsync(spec with { WhenMatched = [MatchedClause.Delete("source.n >= 0")] }));
        Assert.Equal(1, (await t.MergeAsync(spec with { WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["n"] = "source.n" }, "source.n = 1")] })).RowsUpdated);
        Assert.Equal(1, (await t.MergeAsync(spec with { WhenMatched = [MatchedClause.Delete()] })).RowsDeleted);
        Assert.Equal(["1|a|10", "3|c|30", "4|d|40", "5|e|50"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Schema_evolution_adds_columns_and_fields(bool vectors)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, {'a': 1} AS s UNION ALL SELECT 2, {'a': 2}", Options(vectors));
        await t.MergeAsync(MergeSpec.Upsert("SELECT 2 AS id, {'a': 20, 'b': 'new'} AS s, DATE '2024-01-02' AS day UNION ALL SELECT 3, {'a': 30, 'b': 'three'}, NULL", "id") with { WithSchemaEvolution = true });
        Assert.Equal(["1|{'a': 1, 'b': NULL}|NULL", "2|{'a': 20, 'b': new}|2024-01-02", "3|{'a': 30, 'b': three}|NULL"], await t.RowsAsync());
        Assert.Equal(["1|{'a': 1}", "2|{'a': 2}"], await t.RowsAsync(version: 0));
        await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT 3 AS id, 'in' AS wanted, 'out' AS other",
            Key = ["id"],
            WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["wanted"] = "source.wanted" })],
            WithSchemaEvolution = true,
        });
        Assert.Equal("3|{'a': 30, 'b': three}|NULL|in", (await t.RowsAsync())[2]);
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Schema_evolution_widens_types_where_the_table_allows_it(bool vectors)
    {
        await using var t = new TemporaryTable();
        var options = Options(vectors);
        await t.AppendAsync("SELECT 1 AS id, 10 AS n UNION ALL SELECT 2, 20", options with { Properties = new Dictionary<string, string>(options.Properties) { ["delta.enableTypeWidening"] = "true" } });
        await t.MergeAsync(MergeSpec.Upsert("SELECT 2 AS id, 5000000000 AS n UNION ALL SELECT 3, 6000000000", "id") with { WithSchemaEvolution = true });
        Assert.Equal(["1|10", "2|5000000000", "3|6000000000"], await t.RowsAsync());
        Assert.Equal(PrimitiveType.Long, (await t.Table.GetSnapshotAsync(Cancellation)).Schema.Find("n")!.Type);
    }

    [Fact]
    public async Task All_columns_need_a_source_that_has_them()
    {
        await using var t = await StockAsync(vectors: false);
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => t.MergeAsync(MergeSpec.Upsert("SELECT 1 AS id, 'x' AS name", "id")));
        Assert.Contains("'n'", error.Message, StringComparison.Ordinal);
        await t.MergeAsync(MergeSpec.Upsert("SELECT 1 AS id, 'x' AS name UNION ALL SELECT 6, 'f'", "id") with { WithSchemaEvolution = true });
        Assert.Equal(["1|x|10", "6|f|NULL"], (await t.RowsAsync()).Where(row => row[0] is '1' or '6'));
    }

    [Fact]
    public async Task Mistakes_are_told_before_anything_is_written()
    {
        await using var t = await StockAsync(vectors: false);
        var spec = new MergeSpec { Source = "SELECT 1 AS id, 2 AS m", Key = ["id"], WhenMatched = [MatchedClause.Delete()] };
        await Assert.ThrowsAsync<ArgumentException>(() => t.MergeAsync(spec with { WhenMatched = [] }));
        await Assert.ThrowsAsync<ArgumentException>(() => t.MergeAsync(spec with { Key = [] }));
        await Assert.ThrowsAsync<ArgumentException>(() => t.MergeAsync(spec with { WhenMatched = [MatchedClause.Delete(), MatchedClause.UpdateAll()] }));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.MergeAsync(spec with { Key = ["m"] }));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.MergeAsync(spec with { WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["q"] = "1" })] }));
        MergeSpec[] notSql =
        [
            spec with { Source = "SELECT nothing FROM nowhere" },
            spec with { On = "target.q = 1" },
            spec with { WhenMatched = [MatchedClause.Delete("source.m >")] },
            spec with { WhenMatched = [MatchedClause.Delete("source.m")] },
            spec with { WhenMatched = [MatchedClause.Delete("sum(m) > 1")] },
            spec with { WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["n"] = "source.q" })] },
            spec with { WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["n"] = "1), (2" })] },
            spec with { WhenNotMatched = [NotMatchedClause.Insert(new Dictionary<string, string> { ["n"] = "target.n" })] },
            spec with { WhenNotMatchedBySource = [NotMatchedBySourceClause.Delete("source.m = 2")] },
        ];
        foreach (var mistake in notSql)
        {
            await Assert.ThrowsAsync<InvalidExpressionException>(() => t.MergeAsync(mistake));
        }

        Assert.Equal(0, (await t.Table.GetSnapshotAsync(Cancellation)).Version);
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task The_history_says_what_was_done(bool vectors)
    {
        await using var t = await StockAsync(vectors);
        var result = await t.MergeAsync(new MergeSpec
        {
            Source = "SELECT * FROM (VALUES (1, 'z', 0), (2, 'y', 0), (7, 'x', 1)) s(id, name, n)",
            Key = ["id"],
            WhenMatched = [MatchedClause.Delete("source.name = 'z'"), MatchedClause.UpdateAll()],
            WhenNotMatched = [NotMatchedClause.InsertAll()],
            WhenNotMatchedBySource = [NotMatchedBySourceClause.Delete("n = 50")],
        });
        var info = (await t.Table.HistoryAsync(Cancellation).FirstAsync(Cancellation)).Info!;
        Assert.Equal("MERGE", info.Operation);
        Assert.Equal("""["(source.id = target.id)"]""", info.OperationParameters["predicate"]);
        Assert.Equal("""[{"predicate":"source.name = 'z'","actionType":"delete"},{"actionType":"update"}]""", info.OperationParameters["matchedPredicates"]);
        Assert.Equal("""[{"actionType":"insert"}]""", info.OperationParameters["notMatchedPredicates"]);
        var expected = new Dictionary<string, string>
        {
            ["numSourceRows"] = "3",
            ["numTargetRowsInserted"] = "1",
            ["numTargetRowsUpdated"] = "1",
            ["numTargetRowsMatchedUpdated"] = "1",
            ["numTargetRowsDeleted"] = "2",
            ["numTargetRowsMatchedDeleted"] = "1",
            ["numTargetRowsNotMatchedBySourceDeleted"] = "1",
            ["numTargetRowsCopied"] = vectors ? "0" : "2",
            ["numOutputRows"] = vectors ? "2" : "4",
            ["numTargetFilesAdded"] = "1",
            ["numTargetFilesRemoved"] = vectors ? "0" : "1",
            ["numTargetDeletionVectorsAdded"] = vectors ? "1" : "0",
            ["numTargetChangeFilesAdded"] = "0",
        };
        Assert.Equal(expected, expected.Keys.ToDictionary(key => key, key => info.OperationMetrics.GetValueOrDefault(key) ?? "-"));
        Assert.Superset(new HashSet<string> { "executionTimeMs", "scanTimeMs", "rewriteTimeMs", "materializeSourceTimeMs" }, info.OperationMetrics.Keys.ToHashSet());
        Assert.Equal(1, result.RowsInserted);
    }


    private static WriteOptions Options(bool vectors) => new() { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false" } };

    private static async Task<TemporaryTable> StockAsync(bool vectors)
    {
        var t = new TemporaryTable();
        await t.AppendAsync("SELECT * FROM (VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30), (4, 'd', 40), (5, 'e', 50)) v(id, name, n)", Options(vectors));
        return t;
    }
}
