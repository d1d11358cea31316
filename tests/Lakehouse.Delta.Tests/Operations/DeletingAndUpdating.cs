using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>DELETE and UPDATE on both delete modes.</summary>
public class DeletingAndUpdating
{
    public static TheoryData<bool> DeleteModes => [false, true];

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Rows_for_which_the_predicate_is_true_go_and_those_with_null_stay(bool vectors)
    {
        await using var t = await PeopleAsync(vectors);
        var result = await t.DeleteAsync("age > 30 -- grown up");
        Assert.Equal((2L, 2), (result.RowsDeleted, result.FilesAdded));
        Assert.Equal(["1|ann|20|{'city': x, 'zip': 1}|eu", "3|cem|NULL|NULL|us"], await t.RowsAsync());
        Assert.False((await t.DeleteAsync("age > 30")).Committed);
        Assert.Equal(2, (await t.DeleteAsync()).RowsDeleted);
        Assert.Empty((await t.Table.GetSnapshotAsync(Cancellation)).Files);
        Assert.False((await t.DeleteAsync()).Committed);
        Assert.Equal(4, (await t.RowsAsync(version: 0)).Length);
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Whole_partitions_go_without_being_read(bool vectors)
    {
        await using var t = await PeopleAsync(vectors);
        foreach (var file in Directory.EnumerateFiles(t.Folder, "*.parquet", SearchOption.AllDirectories).Where(file => file.Contains("part=eu", StringComparison.Ordinal)))
        {
            await File.WriteAllTextAsync(file, "this is no Parquet", Cancellation);
        }

        var result = await t.DeleteAsync("upper(part) = 'EU'");
        Assert.Equal((2L, 0, 1), (result.RowsDeleted, result.FilesAdded, result.FilesRemoved));
        Assert.Equal(["3|cem|NULL|NULL|us", "4|dan|40|{'city': z, 'zip': NULL}|us"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Files_of_which_statistics_tell_all_or_nothing_are_not_read(bool vectors)
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 4; i++)
        {
            await t.AppendAsync(
                $"SELECT 10 * {i} + n::INTEGER AS id, CASE WHEN n = 3 AND {i} = 2 THEN NULL ELSE 'x' END AS name FROM range(5) r(n)",
                new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false" } });
        }

        var files = (await t.Table.GetSnapshotAsync(Cancellation)).Files.OrderBy(file => file.Stats!.MinValues.GetProperty("id").GetInt32()).ToArray();
        foreach (var file in new[] { files[0], files[3] })
        {
            await File.WriteAllTextAsync(Path.Combine(t.Folder, file.Path), "this is no Parquet", Cancellation);
        }

        // The first file has no such row, in the last all are, and one of the third has no name.
        var result = await t.DeleteAsync("id >= 12 AND name = 'x'");
        Assert.Equal(12, result.RowsDeleted);
        var left = (await t.Table.GetSnapshotAsync(Cancellation)).Files;
        Assert.Contains(left, file => file.Path == files[0].Path);
        Assert.DoesNotContain(left, file => file.Path == files[3].Path);
        var scan = await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), left.Where(file => file.Path != files[0].Path), Cancellation);
        Assert.Equal(["10|x", "11|x", "23|NULL"], await t.QueryAsync($"SELECT * FROM {scan.Sql} AS t"));
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task A_predicate_can_use_what_the_engine_has(bool vectors)
    {
        await using var t = await PeopleAsync(vectors);
        await using (var command = t.Engine.Connection.CreateCommand())
        {
            command.CommandText = "CREATE TEMP TABLE gone AS SELECT 'us' AS place, 4 AS who; CREATE TEMP MACRO is_first(x) AS x = 1;";
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Equal(1, (await t.DeleteAsync("id IN (SELECT who FROM gone)")).RowsDeleted);
        Assert.Equal(1, (await t.DeleteAsync("part IN (SELECT place FROM gone)")).RowsDeleted);
        Assert.Equal(1, (await t.DeleteAsync("is_first(target.id) AND part = 'eu'")).RowsDeleted);
        Assert.Equal(["2|bob|31|{'city': y, 'zip': 2}|eu"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Chance_decides_about_each_row(bool vectors)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id, 1 AS part FROM range(3000) r(i)", new WriteOptions { PartitionBy = ["part"], Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false" } });
        var result = await t.DeleteAsync("random() < 0.5 AND part = 1");
        Assert.InRange(result.RowsDeleted, 1, 2999);
        Assert.Equal(3000 - result.RowsDeleted, (await t.RowsAsync()).Length);
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task Updated_rows_take_their_new_values_from_the_old_ones(bool vectors)
    {
        await using var t = await PeopleAsync(vectors);
        var set = new Dictionary<string, string> { ["age"] = "coalesce(age, 0) + id", ["name"] = "name || '!'", ["address.city"] = "upper(address.city)" };
        var result = await t.Table.UpdateAsync(t.Engine, set, "part = 'us'", new WriteOptions(), Cancellation);
        Assert.Equal(2, result.RowsUpdated);
        Assert.Equal(["1|ann|20|{'city': x, 'zip': 1}|eu", "2|bob|31|{'city': y, 'zip': 2}|eu", "3|cem!|3|{'city': NULL, 'zip': NULL}|us", "4|dan!|44|{'city': Z, 'zip': NULL}|us"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task A_row_can_move_to_another_partition(bool vectors)
    {
        await using var t = await PeopleAsync(vectors);
        await t.UpdateAsync("part", "CASE WHEN id = 2 THEN NULL ELSE 'as' END", "age > 30");
        Assert.Equal(["1|eu", "2|NULL", "3|us", "4|as"], (await t.RowsAsync()).Select(row => $"{row[0]}{row[row.LastIndexOf('|')..]}"));
        await t.UpdateAsync("age", "0");
        Assert.All(await t.RowsAsync(), row => Assert.Contains("|0|", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mistakes_are_told_before_anything_is_written()
    {
        await using var t = await PeopleAsync(vectors: false);
        foreach (var predicate in new[] { "nobody = 1", "age >", "age", "count(*) > 1", "1 = 1) OR (", "age > 'old'", "" })
        {
            await Assert.ThrowsAsync<InvalidExpressionException>(() => t.DeleteAsync(predicate));
            await Assert.ThrowsAsync<InvalidExpressionException>(() => t.UpdateAsync("age", "1", predicate));
            await Assert.ThrowsAsync<InvalidExpressionException>(() => t.ReplaceWhereAsync(predicate, "SELECT 1 AS id"));
        }

        await Assert.ThrowsAsync<InvalidExpressionException>(() => t.UpdateAsync("age", "years + 1"));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.UpdateAsync("years", "1"));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.UpdateAsync("address.street", "1"));
        await Assert.ThrowsAsync<InvalidExpressionException>(() => t.UpdateAsync("age", "'many'::INTEGER"));
        Assert.Equal(0, (await t.Table.GetSnapshotAsync(Cancellation)).Version);
        await Assert.ThrowsAsync<TableNotFoundException>(() => DeltaTable.At(new Uri(t.Folder + "/none/")).DeleteAsync(t.Engine, null, new WriteOptions(), Cancellation));
    }

    [Fact]
    public async Task An_append_only_table_keeps_its_rows()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.appendOnly"] = "true" } });
        await Assert.ThrowsAsync<AppendOnlyTableException>(() => t.DeleteAsync("id = 1"));
        await Assert.ThrowsAsync<AppendOnlyTableException>(() => t.UpdateAsync("id", "2"));
        await Assert.ThrowsAsync<AppendOnlyTableException>(() => t.ReplaceWhereAsync("id = 1", "SELECT 1 AS id"));
        await Assert.ThrowsAsync<AppendOnlyTableException>(() => t.ReplacePartitionsAsync("SELECT 1 AS id"));
        await t.MergeAsync(new MergeSpec { Source = "SELECT 2 AS id", Key = ["id"], WhenNotMatched = [NotMatchedClause.InsertAll()] });
        Assert.Equal(["1", "2"], await t.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(DeleteModes))]
    public async Task The_history_says_what_was_done(bool vectors)
    {
        await using var t = await PeopleAsync(vectors);
        await t.DeleteAsync("id = 1");
        await t.UpdateAsync("age", "1", "id = 3");
        await t.UpdateAsync("age", "2");
        await t.DeleteAsync();
        var history = await t.Table.HistoryAsync(Cancellation).Select(commit => commit.Info!).ToArrayAsync(Cancellation);
        Assert.Equal(["DELETE", "UPDATE", "UPDATE", "DELETE", "WRITE"], history.Select(info => info.Operation));
        Assert.Equal(["""["true"]""", null, """["id = 3"]""", """["id = 1"]""", null], history.Select(info => info.OperationParameters.GetValueOrDefault("predicate")));
        var copied = vectors ? "0" : "1";
        AssertMetrics(history[3], ("numDeletedRows", "1"), ("numCopiedRows", copied), ("numAddedFiles", vectors ? "0" : "1"), ("numRemovedFiles", vectors ? "0" : "1"), ("numDeletionVectorsAdded", vectors ? "1" : "0"), ("numAddedChangeFiles", "0"));
        AssertMetrics(history[2], ("numUpdatedRows", "1"), ("numCopiedRows", copied), ("numAddedFiles", "1"));
        AssertMetrics(history[1], ("numUpdatedRows", "3"), ("numCopiedRows", "0"));
        AssertMetrics(history[0], ("numDeletedRows", "3"), ("numAddedFiles", "0"), ("numAddedBytes", "0"));
        Assert.All(history[..4], info => Assert.Superset(new HashSet<string> { "executionTimeMs", "scanTimeMs", "rewriteTimeMs" }, info.OperationMetrics.Keys.ToHashSet()));
    }

    private static void AssertMetrics(CommitInfo info, params (string Name, string Value)[] expected) =>
        Assert.Equal(expected, expected.Select(entry => (entry.Name, info.OperationMetrics.GetValueOrDefault(entry.Name) ?? "-")));

    private static async Task<TemporaryTable> PeopleAsync(bool vectors)
    {
        var t = new TemporaryTable();
        await t.AppendAsync(
            """
            SELECT * FROM (VALUES
                (1, 'ann', 20, {'city': 'x', 'zip': 1}, 'eu'), (2, 'bob', 31, {'city': 'y', 'zip': 2}, 'eu'), (3, 'cem', NULL, NULL, 'us'), (4, 'dan', 40, {'city': 'z', 'zip': NULL}, 'us')
            ) v(id, name, age, address, part)
            """,
            new WriteOptions { PartitionBy = ["part"], Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false" } });
        return t;
    }
}
