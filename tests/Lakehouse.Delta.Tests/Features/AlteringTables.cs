using System.Text.Json;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class AlteringTables
{
    [Fact]
    public async Task Columns_are_added_in_their_place_and_old_rows_have_null()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, {'x': 1} AS s, [{'y': 2}] AS l");
        await t.Table.AddColumnsAsync(
            [
                new ColumnAddition(new StructField("name", PrimitiveType.String).WithComment("how people call it")) { After = "id" },
                new ColumnAddition(new StructField("z", PrimitiveType.Date)) { Parent = "s" },
                new ColumnAddition(new StructField("z", PrimitiveType.Date)) { Parent = "l.element", First = true },
            ],
            Cancellation);
        await t.AppendAsync("SELECT 2 AS id, 'b' AS name, {'x': 3, 'z': DATE '2024-01-01'} AS s, [{'z': NULL::DATE, 'y': 4}] AS l");
        Assert.Equal(["1|NULL|{'x': 1, 'z': NULL}|[{'z': NULL, 'y': 2}]", "2|b|{'x': 3, 'z': 2024-01-01}|[{'z': NULL, 'y': 4}]"], await t.RowsAsync());
        using var info = Info(t, 1);
        Assert.Equal("ADD COLUMNS", info.RootElement.GetProperty("operation").GetString());
        Assert.Equal(
            """[{"column":{"name":"name","type":"string","nullable":true,"metadata":{"comment":"how people call it"}},"position":"after id"},{"column":{"name":"s.z","type":"date","nullable":true,"metadata":{}}},{"column":{"name":"l.element.z","type":"date","nullable":true,"metadata":{}},"position":"first"}]""",
            info.RootElement.GetProperty("operationParameters").GetProperty("columns").GetString());
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.AddColumnsAsync([new StructField("NAME", PrimitiveType.String)], Cancellation));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.AddColumnsAsync([new StructField("n", PrimitiveType.String, Nullable: false)], Cancellation));
    }

    [Fact]
    public async Task A_table_gets_column_mapping_later_and_its_columns_are_renamed_and_dropped_without_rewriting()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, 'a' AS name, {'x': 1, 'y': 2} AS s, 'p1' AS p", new WriteOptions { PartitionBy = ["p"] });
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.RenameColumnAsync("name", "title", Cancellation));
        Assert.Contains("delta.columnMapping.mode", error.Message, StringComparison.Ordinal);
        await t.Table.SetPropertiesAsync(MappedColumns.ByName, Cancellation);
        var mapped = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.All(mapped.Schema.AllFields(), field => Assert.Equal(field.Name, field.PhysicalName));
        Assert.Equal("6", mapped.Metadata.Property("delta.columnMapping.maxColumnId"));
        await t.Table.RenameColumnAsync("name", "title, long", Cancellation);
        await t.Table.RenameColumnAsync("s.x", "first", Cancellation);
        await t.Table.RenameColumnAsync("p", "part", Cancellation);
        await t.Table.DropColumnsAsync(["s.y"], Cancellation);
        await t.AppendAsync("SELECT 2 AS id, 'b' AS \"title, long\", {'first': 5} AS s, 'p2' AS part");
        Assert.Equal(["1|a|{'first': 1}|p1", "2|b|{'first': 5}|p2"], await t.RowsAsync());
        await t.Table.DropColumnsAsync(["title, long"], Cancellation);
        await t.Table.AddColumnsAsync([new StructField("name", PrimitiveType.String)], Cancellation); // must not bring back the old values
        Assert.Equal(["1|{'first': 1}|p1|NULL", "2|{'first': 5}|p2|NULL"], await t.RowsAsync());
        Assert.Equal(["RENAME COLUMN", "RENAME COLUMN", "RENAME COLUMN", "DROP COLUMNS"], Enumerable.Range(2, 4).Select(version => Operation(t, version)));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.DropColumnsAsync(["part"], Cancellation));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.DropColumnsAsync(["s.first"], Cancellation));
        Assert.Equal(["1|a|{'x': 1, 'y': 2}|p1"], await t.RowsAsync(version: 0));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.SetPropertiesAsync(new Dictionary<string, string> { ["delta.columnMapping.mode"] = "none" }, Cancellation));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.SetPropertiesAsync(new Dictionary<string, string> { ["delta.columnMapping.maxColumnId"] = "1" }, Cancellation));
    }

    [Fact]
    public async Task Types_get_wider_with_their_history_in_the_schema()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1::SMALLINT AS a, 1.5::DECIMAL(4,2) AS d, [1::INTEGER] AS l, DATE '2024-01-01' AS day");
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.WidenColumnAsync("a", PrimitiveType.Long, Cancellation));
        await t.Table.SetPropertiesAsync(new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" }, Cancellation);
        Assert.Contains("\"readerFeatures\":[\"typeWidening\"]", t.CommitText(1), StringComparison.Ordinal);
        await t.Table.WidenColumnAsync("a", PrimitiveType.Integer, Cancellation);
        await t.Table.WidenColumnAsync("a", PrimitiveType.Long, Cancellation);
        await t.Table.WidenColumnAsync("d", new DecimalType(10, 4), Cancellation);
        await t.Table.WidenColumnAsync("l.element", PrimitiveType.Long, Cancellation);
        await t.Table.WidenColumnAsync("day", PrimitiveType.TimestampNtz, Cancellation);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.WidenColumnAsync("a", PrimitiveType.Integer, Cancellation));
        await t.AppendAsync("SELECT 5000000000 AS a, 123456.7891::DECIMAL(10,4) AS d, [5000000000] AS l, TIMESTAMP '2024-01-02 03:04:05' AS day");
        Assert.Equal(["1|1.5000|[1]|2024-01-01 00:00:00", "5000000000|123456.7891|[5000000000]|2024-01-02 03:04:05"], await t.RowsAsync());
        var schema = (await t.Table.GetSnapshotAsync(Cancellation)).Schema;
        Assert.Equal("""[{"fromType":"short","toType":"integer"},{"fromType":"integer","toType":"long"}]""", schema.Find("a")!.Metadata["delta.typeChanges"].GetRawText());
        Assert.Equal("""[{"fromType":"integer","toType":"long","fieldPath":"element"}]""", schema.Find("l")!.Metadata["delta.typeChanges"].GetRawText());
        Assert.Contains("timestampNtz", (await t.Table.GetSnapshotAsync(Cancellation)).Protocol.ReaderFeatures!);
    }

    [Fact]
    public async Task Rows_bring_new_columns_and_wider_types_where_the_append_allows_it()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, {'x': 1} AS s", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" } });
        await t.AppendAsync("SELECT 5000000000 AS id, {'x': 2, 'y': 'q'} AS s, true AS more", new WriteOptions { MergeSchema = true });
        Assert.Equal(["1|{'x': 1, 'y': NULL}|NULL", "5000000000|{'x': 2, 'y': q}|true"], await t.RowsAsync());
        await using var narrow = new TemporaryTable();
        await narrow.AppendAsync("SELECT 1 AS id");
        await narrow.AppendAsync("SELECT 2 AS id, 3 AS n", new WriteOptions { MergeSchema = true });
        Assert.Equal(["1|NULL", "2|3"], await narrow.RowsAsync());
        Assert.DoesNotContain("\"protocol\"", narrow.CommitText(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_constraint_is_added_when_all_rows_keep_it_and_protects_its_columns()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id UNION ALL SELECT -1", new WriteOptions { Properties = MappedColumns.ByName });
        var broken = await Assert.ThrowsAsync<ConstraintViolationException>(() => t.Table.AddConstraintAsync(t.Engine, "positive", "id > 0", Cancellation));
        Assert.Equal((1, "{'id': -1}"), (broken.Rows, broken.SampleRow));
        await t.Table.AddConstraintAsync(t.Engine, "Small", "id < 100", Cancellation);
        Assert.Contains("\"operationParameters\":{\"name\":\"Small\",\"expr\":\"id < 100\"}", t.CommitText(1), StringComparison.Ordinal);
        Assert.Contains("\"delta.constraints.small\":\"id < 100\"", t.CommitText(1), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT 100 AS id"));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.RenameColumnAsync("id", "key", Cancellation));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.AddConstraintAsync(t.Engine, "SMALL", "id < 5", Cancellation));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.SetPropertiesAsync(RulesOfRows.Constraint("x", "id < 5"), Cancellation));
        await t.Table.DropConstraintAsync("SMALL", ifExists: false, Cancellation);
        Assert.False((await t.Table.DropConstraintAsync("small", ifExists: true, Cancellation)).Committed);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.DropConstraintAsync("small", ifExists: false, Cancellation));
        await t.AppendAsync("SELECT 100 AS id");
        await t.Table.RenameColumnAsync("id", "key", Cancellation);
        Assert.Equal(["-1", "1", "100"], await t.RowsAsync());
    }

    [Fact]
    public async Task Properties_raise_the_protocol_only_as_far_as_they_need()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await SetAsync("delta.appendOnly", "false");
        Assert.Equal(new Protocol(1, 2), await ProtocolAsync());
        await t.Table.AddConstraintAsync(t.Engine, "c", "id > 0", Cancellation);
        Assert.Equal(new Protocol(1, 3), await ProtocolAsync());
        await SetAsync("delta.columnMapping.mode", "name");
        Assert.Equal((2, 7, "appendOnly,checkConstraints,columnMapping,invariants"), Numbers(await ProtocolAsync()));
        await SetAsync("delta.enableDeletionVectors", "true");
        Assert.Equal((3, 7, "appendOnly,checkConstraints,columnMapping,deletionVectors,invariants"), Numbers(await ProtocolAsync()));
        Assert.Equal("columnMapping,deletionVectors", string.Join(',', (await ProtocolAsync()).ReaderFeatures!));
        await t.Table.UnsetPropertiesAsync(["delta.appendOnly"], ifExists: false, Cancellation);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.UnsetPropertiesAsync(["delta.appendOnly"], ifExists: false, Cancellation));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => SetAsync("delta.appendOnly", "yes"));
        foreach (var feature in new[] { "icebergCompatV2", "catalogManaged", "checkpointProtection", "geospatial" })
        {
            var error = await Assert.ThrowsAsync<UnsupportedFeatureException>(() => t.Table.AddFeatureAsync(feature, Cancellation));
            Assert.Equal(feature, error.Feature);
        }

        await Assert.ThrowsAsync<UnsupportedFeatureException>(() => t.Table.AddFeatureAsync("no such feature", Cancellation));
        await t.Table.AddFeatureAsync("vacuumProtocolCheck", Cancellation);
        Assert.True((await ProtocolAsync()).Has("vacuumProtocolCheck"));
        Assert.Equal(["1"], await t.RowsAsync());

        Task<CommitResult> SetAsync(string key, string value) => t.Table.SetPropertiesAsync(new Dictionary<string, string> { [key] = value }, Cancellation);
        async Task<Protocol> ProtocolAsync() => (await t.Table.GetSnapshotAsync(Cancellation)).Protocol;
    }

    [Fact]
    public async Task The_protocol_can_be_raised_by_versions()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await t.Table.UpgradeProtocolAsync(2, 5, Cancellation);
        Assert.Equal(new Protocol(2, 5), (await t.Table.GetSnapshotAsync(Cancellation)).Protocol);
        Assert.False((await t.Table.UpgradeProtocolAsync(1, 3, Cancellation)).Committed);
        await t.Table.UpgradeProtocolAsync(3, 7, Cancellation);
        Assert.Equal((3, 7, "appendOnly,changeDataFeed,checkConstraints,columnMapping,generatedColumns,invariants"), Numbers((await t.Table.GetSnapshotAsync(Cancellation)).Protocol));
        await t.AppendAsync("SELECT 2 AS id");
        Assert.Equal(["1", "2"], await t.RowsAsync());
    }

    [Fact]
    public async Task Not_null_comments_and_defaults_change()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer, Nullable: false), new StructField("state", PrimitiveType.String)]), new WriteOptions(), Cancellation);
        await t.Table.DropNotNullAsync("id", Cancellation);
        await t.Table.SetCommentAsync("id", "the key", Cancellation);
        await t.Table.SetDefaultAsync("state", "'new'", Cancellation);
        await t.AppendAsync("SELECT NULL::INTEGER AS id");
        Assert.Equal(["NULL|new"], await t.RowsAsync());
        Assert.Equal("the key", (await t.Table.GetSnapshotAsync(Cancellation)).Schema.Find("id")!.Comment);
        Assert.Equal("CHANGE COLUMN", Operation(t, 1));
    }

    [Fact]
    public async Task Domains_of_applications_are_kept_and_those_of_features_protected()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await t.Table.SetDomainMetadataAsync("com.example.app", "{\"a\":1}", Cancellation);
        await t.AppendAsync("SELECT 2 AS id");
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal("{\"a\":1}", snapshot.Domains["com.example.app"].Configuration);
        Assert.True(snapshot.Protocol.Has("domainMetadata"));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.SetDomainMetadataAsync("delta.rowTracking", "{}", Cancellation));
        await t.Table.SetDomainMetadataAsync("com.example.app", null, Cancellation);
        Assert.Empty((await t.Table.GetSnapshotAsync(Cancellation)).Domains);
        Assert.Contains("\"configuration\":\"{\\\"a\\\":1}\",\"removed\":true", t.CommitText(3), StringComparison.Ordinal);
    }

    private static (int Reader, int Writer, string Features) Numbers(Protocol protocol) => (protocol.MinReaderVersion, protocol.MinWriterVersion, string.Join(',', protocol.WriterFeatures ?? []));

    private static string? Operation(TemporaryTable t, int version)
    {
        using var info = Info(t, version);
        return info.RootElement.GetProperty("operation").GetString();
    }

    private static JsonDocument Info(TemporaryTable t, long version) =>
        JsonDocument.Parse(JsonDocument.Parse(t.CommitText(version).Split('\n')[0]).RootElement.GetProperty("commitInfo").GetRawText());
}
