using System.Globalization;
using System.Text;
using CsCheck;
using Lakehouse.Delta.Engine;
using Lakehouse.Tests;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

/// <summary>Which files a condition leaves out: never one with a row for which it is true.</summary>
public class DataSkipping
{
    private static readonly Gen<string> Conditions = RandomConditions.Any(3);

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "i")]
    [InlineData(3, "s")]
    [InlineData(4, "day")]
    public async Task No_file_with_a_matching_row_is_skipped(int seed, string partitionBy)
    {
        await using var t = new TemporaryTable();
        await RandomConditions.FillAsync(t, seed, partitionBy);
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var scan = await DeltaScan.PlanAsync(snapshot, NumberedFile.All(snapshot), withRowAddress: true, Cancellation);
        await t.Engine.ExecuteAsync($"CREATE TABLE all_rows AS SELECT * FROM {scan.Sql} AS t", Cancellation);
        int skipped = 0, files = 0;
        await Conditions.SampleRepeatablyAsync(
            async condition =>
            {
                var chosen = await FileSelection.SelectAsync(snapshot, condition, Cancellation);
                foreach (var zone in new[] { "UTC", "Pacific/Kiritimati", "America/Los_Angeles" })
                {
                    await t.Engine.ExecuteAsync($"SET TimeZone = '{zone}'", Cancellation);
                    var needed = await t.QueryAsync($"SELECT DISTINCT {RowAddress.File} FROM all_rows WHERE {condition}");
                    Assert.Subset(chosen.Select(file => file.Number.ToString(CultureInfo.InvariantCulture)).ToHashSet(), needed.ToHashSet());
                }

                skipped += snapshot.Files.Count - chosen.Count;
                files += snapshot.Files.Count;
            },
            iter: 60);
        Assert.InRange(skipped, 1, files);
    }

    [Theory]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":9},"nullCount":{"c":0}}""", "c < 5", false)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":9},"nullCount":{"c":0}}""", "C <= 5.0", true)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":9},"nullCount":{"c":0}}""", "c IS NULL", false)]
    [InlineData("long", """{"numRecords":3,"nullCount":{"c":3}}""", "c IS NOT NULL OR c > 0", false)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":9}}""", "NOT (c BETWEEN 1 AND 10)", false)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":9}}""", "c IN (1, 3, NULL, 20)", false)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":9}}""", "c IN (1, 7)", true)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":5}}""", "c <> 5", false)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":9007199254740993},"maxValues":{"c":9007199254740993}}""", "c = 9007199254740992::DOUBLE", true)]
    [InlineData("long", "not json", "c = 1", true)]
    [InlineData("long", "", "c = 1", true)]
    [InlineData("long", "", "c = NULL", false)]
    [InlineData("long", "", "1 = 2 AND c = 1", true)]
    [InlineData("long", "", "false", false)]
    [InlineData("double", """{"numRecords":3,"minValues":{"c":1.5},"maxValues":{"c":2.5},"nullCount":{"c":0}}""", "c > 100", true)] // NaN is above all numbers
    [InlineData("double", """{"numRecords":3,"minValues":{"c":1.5},"maxValues":{"c":2.5},"nullCount":{"c":0}}""", "c = 100", false)]
    [InlineData("float", """{"numRecords":3,"minValues":{"c":0.1},"maxValues":{"c":0.1},"nullCount":{"c":0}}""", "c > 0.1::DOUBLE AND c < 1", true)] // 0.1 as FLOAT is 0.100000001
    [InlineData("string", """{"numRecords":1,"minValues":{"c":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"maxValues":{"c":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\uFFFD"}}""", "c = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa😀'", true)]
    [InlineData("string", """{"numRecords":1,"minValues":{"c":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"maxValues":{"c":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\uFFFD"}}""", "c LIKE 'aaab%'", false)]
    [InlineData("string", """{"numRecords":1,"minValues":{"c":"b"},"maxValues":{"c":"d"}}""", "c LIKE 'a%'", false)]
    [InlineData("string", """{"numRecords":1,"minValues":{"c":"b"},"maxValues":{"c":"d"}}""", "c LIKE 'd_x'", true)]
    [InlineData("string", """{"numRecords":1,"minValues":{"c":"b"},"maxValues":{"c":"d"}}""", "c ILIKE 'A%'", true)]
    [InlineData("string", """{"numRecords":1,"minValues":{"c":"10"},"maxValues":{"c":"20"}}""", "c = 9", true)] // DuckDB compares numbers then
    [InlineData("timestamp", """{"numRecords":1,"minValues":{"c":"2024-01-01T00:00:00.000Z"},"maxValues":{"c":"2024-01-01T00:00:00.123Z"}}""", "c > TIMESTAMPTZ '2024-01-01 00:00:00.1235+00'", true)]
    [InlineData("timestamp", """{"numRecords":1,"minValues":{"c":"2024-01-01T00:00:00.000Z"},"maxValues":{"c":"2024-01-01T00:00:00.123Z"}}""", "c > TIMESTAMPTZ '2024-01-01 00:00:00.125+00'", false)]
    [InlineData("timestamp", """{"numRecords":1,"minValues":{"c":"2024-01-01T00:00:00.000+02:00"},"maxValues":{"c":"2024-01-01T00:00:00.123+02:00"}}""", "c > '2023-12-31 23:00:00Z'", false)]
    [InlineData("timestamp", """{"numRecords":1,"minValues":{"c":"2024-01-01T00:00:00.000Z"},"maxValues":{"c":"2024-01-01T00:00:00.123Z"}}""", "c >= '2024-01-01 05:00:00'", true)] // the zone of the connection is not known
    [InlineData("timestamp_ntz", """{"numRecords":1,"minValues":{"c":"2024-01-01T00:00:00.000"},"maxValues":{"c":"2024-01-01T10:00:00.000"}}""", "c::DATE = DATE '2024-01-01' + INTERVAL 1 DAY", false)]
    [InlineData("date", """{"numRecords":1,"minValues":{"c":"2024-01-01"},"maxValues":{"c":"2024-02-01"}}""", "c > '2024-02-01'", false)]
    [InlineData("date", """{"numRecords":1,"minValues":{"c":"0001-01-01"},"maxValues":{"c":"1500-02-01"}}""", "c = '1500-02-03'", true)] // calendars of old dates differ
    [InlineData("decimal(38,2)", """{"numRecords":1,"minValues":{"c":1.25},"maxValues":{"c":123456789012345678901234567890.12}}""", "c < 1.25", false)]
    [InlineData("decimal(38,2)", """{"numRecords":1,"minValues":{"c":1.25},"maxValues":{"c":123456789012345678901234567890.12}}""", "c > 123456789012345678901234567890.12", true)]
    [InlineData("boolean", """{"numRecords":1,"nullCount":{"c":0}}""", "c", true)]
    [InlineData("long", """{"numRecords":9,"minValues":{"c":5},"maxValues":{"c":9},"nullCount":{"c":2},"tightBounds":false}""", "c = 4", false)]
    [InlineData("long", """{"numRecords":3,"minValues":{"c":5},"maxValues":{"c":9}}""", "c + 1 = 100 OR random() > 2", true)]
    public async Task Statistics_of_all_writers_are_understood(string type, string statistics, string condition, bool mayMatch)
    {
        await using var t = new TemporaryTable();
        DataType column = type.StartsWith("decimal", StringComparison.Ordinal) ? new DecimalType(38, 2) : new PrimitiveType(type);
        await t.Table.CreateAsync(new StructType([new StructField("c", column)]), new WriteOptions(), Cancellation);
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var file = new AddFile("x.parquet", EmptyMap.Instance, 1, 0, true) { StatisticsJson = Encoding.UTF8.GetBytes(statistics) };
        var filter = await ParsedFilter.ParseAsync(snapshot, condition, Cancellation);
        Assert.Equal(mayMatch, FileSelection.Select(snapshot, [new NumberedFile(file, 0)], filter.Filter, filter.Columns).Count == 1);
    }

    /// <summary>DuckDB's reader narrows constants of filters to the type that a file has.</summary>
    [Theory]
    [InlineData("n", "INTEGER", "2", "double", "= 2.3::DOUBLE", 0)]
    [InlineData("n", "INTEGER", "2", "double", "= 2.0::DOUBLE", 1)]
    [InlineData("n", "INTEGER", "2", "long", "< 5000000000", 1)]
    [InlineData("n", "FLOAT", "0.1", "double", "= 0.1::DOUBLE", 0)]
    [InlineData("n", "DATE", "'2024-01-01'", "timestamp_ntz", ">= TIMESTAMP '2024-01-01 10:00:00'", 0)]
    [InlineData("s.n", "INTEGER", "2", "double", "= 2.3::DOUBLE", 0)]
    public async Task Filters_on_widened_columns_are_not_narrowed_with_old_files(string column, string type, string value, string wider, string condition, int rows)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync($"SELECT {value}::{type} AS n, {{'n': {value}::{type}}} AS s", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" } });
        await t.Table.WidenColumnAsync(column, new PrimitiveType(wider), Cancellation);
        var scan = await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation);
        Assert.Equal([$"{rows}"], await t.QueryAsync($"SELECT count(*) FROM {scan.Sql} AS t WHERE {column} {condition}"));
        Assert.Equal(rows, (await t.DeleteAsync($"{column} {condition}")).RowsDeleted);
    }

    [Fact]
    public async Task A_scan_with_a_predicate_tells_how_many_files_it_skips()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 4; i++)
        {
            await t.AppendAsync($"SELECT {i} AS part, i::INTEGER AS id, 'x' AS text FROM range({i * 10}, {(i * 10) + 10}) r(i)", new WriteOptions { PartitionBy = ["part"] });
        }

        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var scan = await DeltaScan.PlanAsync(snapshot, new ScanOptions { Predicate = "id = 15 OR part = 3", Columns = ["id", "part"] }, Cancellation);
        Assert.Equal(2, scan.FilesSkipped);
        Assert.Equal(["15|1"], await t.QueryAsync($"SELECT * FROM {scan.Sql} AS t WHERE id = 15"));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => DeltaScan.PlanAsync(snapshot, new ScanOptions { Columns = ["nothing"] }, Cancellation));
    }

    [Theory]
    [InlineData("id = ")]
    [InlineData("true; DROP TABLE x")]
    [InlineData("true) UNION SELECT (1")]
    [InlineData("true) ORDER BY (1")]
    public async Task What_is_not_one_condition_is_refused(string text)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var error = await Assert.ThrowsAsync<InvalidPredicateException>(() => DeltaScan.PlanAsync(snapshot, new ScanOptions { Predicate = text }, Cancellation));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }
}
