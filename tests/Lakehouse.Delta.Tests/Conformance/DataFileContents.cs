using System.Text.Json;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>What PROTOCOL.md says about data files, change data files and their statistics, held against every file of tables on which every operation was run.</summary>
public class DataFileContents
{
    private static readonly string[] ChangeTypes = ["delete", "insert", "update_postimage", "update_preimage"];

    public static TheoryData<string, string> Kinds => WrittenTables.Kinds;

    /// <summary>Sections: Per-file Statistics, Deletion Vectors, Change Data Files, Writer Requirements for Column Mapping, Delta Data Type to Parquet Type Mappings.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_file_is_what_the_log_says(string kind, string properties)
    {
        await using var t = await WrittenTables.CreateAsync(properties);
        var mapped = properties.Contains("columnMapping", StringComparison.Ordinal);
        var files = new HashSet<string>(StringComparer.Ordinal);
        var vectors = 0;
        foreach (var (version, add) in WrittenCommit.Of(t).SelectMany(commit => commit.All("add").Select(add => (commit.Version, add))))
        {
            var path = LocalPath(t, add);
            var stats = JsonDocument.Parse(add.GetProperty("stats").GetString()!).RootElement;
            var rows = long.Parse(Assert.Single(await t.QueryAsync($"SELECT num_rows FROM parquet_file_metadata('{path}')")), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(rows, stats.GetProperty("numRecords").GetInt64()); // of the data file, also under a vector
            if (add.TryGetProperty("deletionVector", out var vector))
            {
                vectors++;
                Assert.False(stats.GetProperty("tightBounds").GetBoolean());
                Assert.InRange(vector.GetProperty("cardinality").GetInt64(), 1, rows - 1);
            }

            if (files.Add(path))
            {
                await StatisticsAsync(t, path, stats);
                await ColumnsAsync(t, path, (await t.Table.GetSnapshotAsync(version, Cancellation)).Schema, mapped);
            }
        }

        Assert.Equal(properties.Contains("DeletionVectors=true", StringComparison.Ordinal), vectors > 0);
        await ChangesAsync(t, kind.Contains("feed", StringComparison.Ordinal) || kind == "all");
    }

    /// <summary>Tight bounds exist in the file (texts are cut, times are cut to milliseconds); nulls are counted exactly; columns have their physical names.</summary>
    private static async Task StatisticsAsync(TemporaryTable t, string path, JsonElement stats)
    {
        foreach (var (name, sql) in new[] { ("minValues", "min"), ("maxValues", "max") })
        {
            foreach (var (column, value) in Leaves(stats.GetProperty(name), ""))
            {
                var same = value.ValueKind == JsonValueKind.String ? $"{sql}({column})::VARCHAR = '{value.GetString()}'" : $"{sql}({column}) = {value.GetRawText()}";
                Assert.Equal([$"{column} true"], await t.QueryAsync($"SELECT '{column} ' || ({same}) FROM '{path}'"));
            }
        }

        var nulls = Leaves(stats.GetProperty("nullCount"), "").ToArray();
        Assert.Contains(nulls, leaf => leaf.Column.Contains('.', StringComparison.Ordinal)); // fields of structs mirror the schema
        foreach (var (column, value) in nulls)
        {
            Assert.Equal([value.GetRawText()], await t.QueryAsync($"SELECT count(*) - count({column}) FROM '{path}'"));
        }
    }

    /// <summary>"Any data file column that exists in the table schema MUST have the same type"; physical names and field ids where columns are mapped.</summary>
    private static async Task ColumnsAsync(TemporaryTable t, string path, StructType schema, bool mapped)
    {
        var columns = await t.QueryAsync($"SELECT name || ' ' || coalesce(type, 'group') || ' ' || coalesce(logical_type, converted_type, '-') || ' ' || coalesce(field_id::VARCHAR, '-') FROM parquet_schema('{path}')");
        foreach (var (column, expected) in new[] { ("id", "INT32"), ("t", "BYTE_ARRAY"), ("d", "DOUBLE"), ("day", "INT32") })
        {
            var field = schema.Find(column)!;
            var found = Assert.Single(columns, text => text.StartsWith($"{field.PhysicalName} ", StringComparison.Ordinal));
            Assert.StartsWith($"{field.PhysicalName} {expected} ", found, StringComparison.Ordinal);
            Assert.True(!mapped || found.EndsWith($" {field.FieldId}", StringComparison.Ordinal), found);
        }

        Assert.DoesNotContain(columns, text => text.StartsWith("_change_type", StringComparison.Ordinal) || text.StartsWith($"{schema.Find("part")!.PhysicalName} ", StringComparison.Ordinal));
    }

    private static async Task ChangesAsync(TemporaryTable t, bool kept)
    {
        var changes = WrittenCommit.Of(t).SelectMany(commit => commit.All("cdc")).Select(cdc => LocalPath(t, cdc)).ToArray();
        Assert.Equal(kept, changes.Length > 0);
        foreach (var path in changes)
        {
            Assert.Empty((await t.QueryAsync($"SELECT DISTINCT _change_type FROM '{path}'")).Except(ChangeTypes));
        }
    }

    private static string LocalPath(TemporaryTable t, JsonElement file) => Path.Combine(t.Folder, Uri.UnescapeDataString(file.GetProperty("path").GetString()!)).Replace("'", "''", StringComparison.Ordinal);

    private static IEnumerable<(string Column, JsonElement Value)> Leaves(JsonElement tree, string parent) => tree.EnumerateObject().SelectMany(member =>
        member.Value.ValueKind == JsonValueKind.Object ? Leaves(member.Value, $"{parent}\"{member.Name}\".") : [($"{parent}\"{member.Name}\"", member.Value)]);
}
