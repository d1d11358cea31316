using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class MappedColumns
{
    public static readonly Dictionary<string, string> ByName = new() { ["delta.columnMapping.mode"] = "name" };

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    public async Task Files_statistics_and_partition_values_have_physical_names_and_field_ids(string mode)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync(
            "SELECT 1 AS id, 'x' AS p, {'a b': 5, 'l': [{'y': 7}]} AS s, MAP {'k': {'z': 1}} AS m",
            new WriteOptions { PartitionBy = ["p"], Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mode } });
        await t.AppendAsync("SELECT 2 AS id, 'y' AS p, {'a b': 6, 'l': [{'y': 8}]} AS s, NULL::MAP(VARCHAR, STRUCT(z INTEGER)) AS m");
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal(new Protocol(2, 7).MinReaderVersion, snapshot.Protocol.MinReaderVersion);
        Assert.Equal(["appendOnly", "columnMapping", "invariants"], snapshot.Protocol.WriterFeatures!);
        Assert.Equal("8", snapshot.Metadata.Property("delta.columnMapping.maxColumnId"));
        var id = snapshot.Schema.Find("id")!;
        Assert.StartsWith("col-", id.PhysicalName, StringComparison.Ordinal);
        Assert.All(snapshot.Files, file =>
        {
            Assert.Matches("^[A-Za-z0-9]{2}/part-", file.Path);
            Assert.True(file.PartitionValues.ContainsKey(snapshot.Schema.Find("p")!.PhysicalName));
            Assert.Contains($"\"{id.PhysicalName}\":", System.Text.Encoding.UTF8.GetString(file.StatisticsJson.Span), StringComparison.Ordinal);
        });
        var file = Path.Combine(t.Folder, snapshot.Files[0].Path);
        var inFile = await t.QueryAsync($"SELECT name || '=' || field_id FROM parquet_schema('{file}') WHERE field_id IS NOT NULL");
        var expected = snapshot.Schema.AllFields().Where(field => field.Name != "p").Select(field => $"{field.PhysicalName}={field.FieldId}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), inFile);
        Assert.Equal(["1|x|{'a b': 5, 'l': [{'y': 7}]}|{k={'z': 1}}", "2|y|{'a b': 6, 'l': [{'y': 8}]}|NULL"], await t.RowsAsync());
        await t.MergeAsync(new MergeSpec { Source = "SELECT 2 AS id, 'z' AS p", Key = ["id"], WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["p"] = "source.p" })] });
        Assert.Equal(["1|x|{'a b': 5, 'l': [{'y': 7}]}|{k={'z': 1}}", "2|z|{'a b': 6, 'l': [{'y': 8}]}|NULL"], await t.RowsAsync());
    }

    [Fact]
    public async Task In_id_mode_rows_and_changes_are_found_whatever_a_file_calls_its_fields()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync(
            "SELECT 1 AS id, {'y': 5, 'l': [{'z': 7}]} AS s",
            new WriteOptions { Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = "id", ["delta.enableChangeDataFeed"] = "true" } });
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var ids = snapshot.Schema.AllFields().ToDictionary(field => field.Name, field => field.FieldId);
        await t.Engine.ExecuteAsync(
            $$"""
            COPY (SELECT 2 AS a, {'b': 6, 'c': [{'d': 8}]} AS e) TO '{{Path.Combine(t.Folder, snapshot.Files[0].Path)}}'
            (FORMAT parquet, FIELD_IDS { a: {{ids["id"]}}, e: { __duckdb_field_id: {{ids["s"]}}, b: {{ids["y"]}}, c: { __duckdb_field_id: {{ids["l"]}}, element: { d: {{ids["z"]}} } } } })
            """,
            Cancellation);

        Assert.Equal(["2|{'y': 6, 'l': [{'z': 8}]}"], await t.RowsAsync());
        Assert.Equal(["2|{'y': 6, 'l': [{'z': 8}]}|insert|0"], await t.ChangesAsync(0));
    }

    [Fact]
    public async Task An_overwrite_keeps_the_ids_of_columns_that_stay_and_gives_new_ones_to_others()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, 'x' AS name", new WriteOptions { Properties = ByName });
        var before = await t.Table.GetSnapshotAsync(Cancellation);
        await t.OverwriteAsync("SELECT 1 AS id, 2.5::DOUBLE AS name, true AS more");
        var after = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal(before.Schema.Find("id"), after.Schema.Find("id"));
        Assert.NotEqual(before.Schema.Find("name")!.PhysicalName, after.Schema.Find("name")!.PhysicalName);
        Assert.Equal((3, 4), (after.Schema.Find("name")!.FieldId, after.Schema.Find("more")!.FieldId));
        Assert.Equal(["1|2.5|true"], await t.RowsAsync());
    }
}
