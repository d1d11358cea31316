using System.Text.Json;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class RulesOfRows
{
    [Fact]
    public async Task A_row_that_breaks_a_check_constraint_is_refused_with_constraint_expression_row_and_count()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, 'a' AS name", new WriteOptions { Properties = Constraint("positive", "id > 0 AND name <> ''") });
        var error = await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT 5 AS id, 'x' AS name UNION ALL SELECT -7, 'b' UNION ALL SELECT NULL, 'c'"));
        Assert.Equal(("positive", "id > 0 AND name <> ''", 2), (error.Constraint, error.Expression, error.Rows));
        Assert.Contains("name", error.SampleRow, StringComparison.Ordinal);
        Assert.Contains("positive", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1|a"], await t.RowsAsync());
        Assert.Equal(0, (await t.Table.GetSnapshotAsync(Cancellation)).Version);
        Assert.Single(Directory.GetFiles(t.Folder, "*.parquet", SearchOption.AllDirectories)); // nothing is left of the refused rows
        Assert.Contains("\"minReaderVersion\":1,\"minWriterVersion\":3", t.CommitText(0), StringComparison.Ordinal);
        await t.AppendAsync("SELECT 2 AS id, 'b' AS name");
        Assert.Equal(["1|a", "2|b"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_merge_keeps_check_constraints_too()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id, 10 AS n", new WriteOptions { Properties = Constraint("c", "n < 100") });
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.MergeAsync(MergeSpec.Upsert("SELECT 1 AS id, 200 AS n", "id")));
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.MergeAsync(MergeSpec.Upsert("SELECT 2 AS id, 200 AS n", "id")));
        Assert.Equal(["1|10"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_refused_update_of_a_table_with_deletion_vectors_leaves_no_file_behind()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id FROM range(5) r(i)", new WriteOptions { Properties = new Dictionary<string, string>(Constraint("c", "id < 100")) { ["delta.enableDeletionVectors"] = "true" } });
        string[] before = Directory.GetFiles(t.Folder, "*", SearchOption.AllDirectories);
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.Table.UpdateAsync(t.Engine, new Dictionary<string, string> { ["id"] = "id + 100" }, "id = 3", new WriteOptions(), Cancellation));
        Assert.Equal(before.Order(StringComparer.Ordinal), Directory.GetFiles(t.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT NULL::INTEGER AS id, {'x': 1, 'l': [{'y': 1}]} AS s", "NOT NULL id")]
    [InlineData("SELECT 1 AS id, {'x': NULL::INTEGER, 'l': [{'y': 1}]} AS s", "NOT NULL s.x")]
    [InlineData("SELECT 1 AS id, {'x': 1, 'l': [{'y': 1}, {'y': NULL}]} AS s", "NOT NULL s.l.element.y")]
    [InlineData("SELECT 1 AS id, {'x': 1, 'l': [NULL::STRUCT(y INTEGER)]} AS s", "NOT NULL s.l.element")]
    public async Task Not_null_holds_at_every_depth(string rows, string rule)
    {
        await using var t = new TemporaryTable();
        var inner = new StructType([new StructField("y", PrimitiveType.Integer, Nullable: false)]);
        var s = new StructType([new StructField("x", PrimitiveType.Integer, Nullable: false), new StructField("l", new ArrayType(inner, ContainsNull: false))]);
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer, Nullable: false), new StructField("s", s)]), new WriteOptions(), Cancellation);
        var error = await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync(rows));
        Assert.Equal(rule, error.Constraint);
        await t.AppendAsync("SELECT 1 AS id, NULL AS s UNION ALL SELECT 2, {'x': 1, 'l': NULL} UNION ALL SELECT 3, {'x': 1, 'l': [{'y': 1}]}");
        Assert.Equal(3, (await t.RowsAsync()).Length);
    }

    [Fact]
    public async Task An_invariant_is_kept()
    {
        await using var t = new TemporaryTable();
        var x = new StructField("x", PrimitiveType.Integer) { Metadata = new Dictionary<string, JsonElement> { ["delta.invariants"] = JsonSerializer.SerializeToElement("{\"expression\":{\"expression\":\"x > 3\"}}") } };
        await t.Table.CreateAsync(new StructType([x]), new WriteOptions(), Cancellation);
        await t.AppendAsync("SELECT 4 AS x");
        Assert.Equal(1, (await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT 3 AS x UNION ALL SELECT 5"))).Rows);
        await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT NULL::INTEGER AS x"));
        Assert.Equal(["4"], await t.RowsAsync());
    }

    [Fact]
    public async Task Generated_columns_are_computed_when_missing_and_checked_when_given()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(
            new StructType([new StructField("at", PrimitiveType.Timestamp), new StructField("day", PrimitiveType.Date).WithGenerationExpression("CAST(at AS DATE)"), new StructField("n", PrimitiveType.Integer)]),
            new WriteOptions { PartitionBy = ["day"] },
            Cancellation);
        Assert.Contains("\"minReaderVersion\":1,\"minWriterVersion\":7", t.CommitText(0), StringComparison.Ordinal);
        await t.AppendAsync("SELECT TIMESTAMPTZ '2024-05-06 07:08:09+00' AS at, 1 AS n");
        await t.AppendAsync("SELECT TIMESTAMPTZ '2024-05-07 07:08:09+00' AS at, DATE '2024-05-07' AS day, 2 AS n");
        var error = await Assert.ThrowsAsync<ConstraintViolationException>(() => t.AppendAsync("SELECT TIMESTAMPTZ '2024-05-07 07:08:09+00' AS at, DATE '2024-05-08' AS day, 2 AS n"));
        Assert.Contains("CAST(at AS DATE)", error.Message, StringComparison.Ordinal);
        await t.MergeAsync(MergeSpec.Upsert("SELECT TIMESTAMPTZ '2025-01-01 00:00:00+00' AS at, 2 AS n UNION ALL SELECT TIMESTAMPTZ '2025-01-02 00:00:00+00', 3", "n"));
        Assert.Equal(["1|2024-05-06", "2|2025-01-01", "3|2025-01-02"], await t.QueryAsync($"SELECT n, day FROM {(await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation)).Sql} t"));
    }

    [Fact]
    public async Task Defaults_stand_in_for_missing_columns_only()
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer), new StructField("state", PrimitiveType.String).WithDefault("'new'")]), new WriteOptions(), Cancellation);
        Assert.Contains("\"allowColumnDefaults\"", t.CommitText(0), StringComparison.Ordinal);
        await t.AppendAsync("SELECT 1 AS id");
        await t.AppendAsync("SELECT 2 AS id, NULL::VARCHAR AS state");
        Assert.Equal(["1|new", "2|NULL"], await t.RowsAsync());
    }

    [Theory]
    [InlineData("sha2(name, 256) = 'x'", "sha2")]
    [InlineData("nothing > 1", "nothing")]
    [InlineData("name > id", "comparison")]
    [InlineData("current_date() > '2020-01-01'", "current_date")]
    [InlineData("id >", "syntax")]
    [InlineData("(SELECT 1) = id", "SUBQUERY")]
    public async Task A_constraint_that_cannot_be_evaluated_as_spark_does_is_refused_by_name(string expression, string part)
    {
        await using var t = new TemporaryTable();
        var error = await Assert.ThrowsAsync<UnsupportedFeatureException>(() => t.AppendAsync("SELECT 1 AS id, 'a' AS name", new WriteOptions { Properties = Constraint("c", expression) }));
        Assert.Equal("checkConstraints", error.Feature);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(t.Folder) && Directory.GetFiles(t.Folder, "*", SearchOption.AllDirectories).Length > 0);
    }

    internal static Dictionary<string, string> Constraint(string name, string expression) => new() { [$"delta.constraints.{name}"] = expression };
}
