using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Lakehouse.QueryApi.Tests;

public class ArrowFormatTests(RunningApi api)
{
    private const string MediaType = "application/vnd.apache.arrow.stream";

    [Theory]
    [InlineData("true", "bool", "true")]
    [InlineData("1::TINYINT", "int8", "1")]
    [InlineData("-7::SMALLINT", "int16", "-7")]
    [InlineData("42", "int32", "42")]
    [InlineData("9007199254740993", "int64", "9007199254740993")]
    [InlineData("1.5::FLOAT", "float", "1.5")]
    [InlineData("0.1::DOUBLE", "double", "0.1")]
    [InlineData("12.50::DECIMAL(9,2)", "decimal128", "12.50")]
    [InlineData("sum(1)", "decimal128", "1")]
    [InlineData("'Amélie'", "utf8", "Amélie")]
    [InlineData("DATE '2024-02-29'", "date32", "2024-02-29")]
    [InlineData("TIMESTAMP '2024-02-29 12:34:56.789'", "timestamp", "2024-02-29 12:34:56.789 +00:00")]
    [InlineData("TIMESTAMPTZ '2024-02-29 12:34:56+02'", "timestamp", "2024-02-29 10:34:56.000 +00:00")]
    [InlineData("'abc'::BLOB", "binary", "YWJj")]
    [InlineData("[1, NULL, 3]", "list", "[1,null,3]")]
    [InlineData("{'a': 1, 'b': 'x'}", "struct", "{a=1,b=x}")]
    [InlineData("'{\"a\":1}'::JSON", "utf8", "{\"a\":1}")]
    [InlineData("uuid '00000000-0000-0000-0000-00000000002a'", "utf8", "00000000-0000-0000-0000-00000000002a")]
    [InlineData("'b'::ENUM('a', 'b')", "dictionary", "b")]
    [InlineData("NULL::INTEGER", "int32", "null")]
    [InlineData("200::UTINYINT", "uint8", "200")]
    [InlineData("60000::USMALLINT", "uint16", "60000")]
    [InlineData("4000000000::UINTEGER", "uint32", "4000000000")]
    [InlineData("18446744073709551615::UBIGINT", "uint64", "18446744073709551615")]
    [InlineData("12345678901234567890123456789012345678::HUGEINT", "decimal128", "12345678901234567890123456789012345678")]
    [InlineData("99999999999999999999999999999999999.999::DECIMAL(38,3)", "decimal128", "99999999999999999999999999999999999.999")]
    [InlineData("TIME '12:34:56.789123'", "time64", "45296789123")]
    [InlineData("TIMESTAMP_S '2024-02-29 12:34:56'", "timestamp", "2024-02-29 12:34:56.000 +00:00")]
    [InlineData("TIMESTAMP_MS '2024-02-29 12:34:56.789'", "timestamp", "2024-02-29 12:34:56.789 +00:00")]
    [InlineData("TIMESTAMP_NS '2024-02-29 12:34:56.789'", "timestamp", "2024-02-29 12:34:56.789 +00:00")]
    [InlineData("INTERVAL '14' MONTH + INTERVAL '3' DAY", "interval", "14 months 3 days 0 ns")]
    [InlineData("[1, 2]::INTEGER[2]", "fixed_size_list", "[1,2]")]
    [InlineData("MAP {'k': 1, 'l': 2}", "map", "{k=1,l=2}")]
    [InlineData("[{'a': [1, 2]}, {'a': NULL}]", "list", "[{a=[1,2]},{a=null}]")]
    [InlineData("''::BLOB", "binary", "")]
    [InlineData("[]::INTEGER[]", "list", "[]")]
    public async Task A_value_has_Arrows_type(string sql, string type, string value)
    {
        var batches = await ReadAsync($"SELECT {sql} AS v");

        var field = Assert.Single(batches.Schema.FieldsList);
        Assert.Equal(("v", type), (field.Name, field.DataType.Name));
        Assert.Equal(value, Text(Assert.Single(batches.Batches).Column(0), 0));
    }

    [Fact]
    public async Task Many_rows_come_in_batches_and_none_is_lost()
    {
        var (_, batches) = await ReadAsync("SELECT i, 'row ' || i AS t FROM range(100000) AS r(i) ORDER BY i");

        Assert.True(batches.Count > 1);
        Assert.Equal(100_000, batches.Sum(batch => batch.Length));
        Assert.Equal(4_999_950_000, batches.Sum(batch => ((Int64Array)batch.Column(0)).Values.ToArray().Sum()));
        Assert.Equal("row 99999", ((StringArray)batches[^1].Column(1)).GetString(batches[^1].Length - 1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 10)]
    [InlineData(2_048, 2_048)]
    [InlineData(5_000, 5_000)]
    [InlineData(7_000, 6_000)]
    public async Task A_limit_cuts_the_batches(long limit, int rows)
    {
        var (schema, batches) = await ReadAsync("SELECT i, [i] AS l, 't' || i AS t FROM range(6000) AS r(i)", limit);

        Assert.Equal(["i", "l", "t"], schema.FieldsList.Select(field => field.Name));
        Assert.Equal(rows, batches.Sum(batch => batch.Length));
        Assert.All(batches, batch => Assert.Equal(batch.Length, batch.Column(2).Length));
    }

    [Fact]
    public async Task A_table_and_a_result_without_rows_have_their_columns()
    {
        var (schema, batches) = await ReadAsync("SELECT * FROM movie_ratings WHERE movieid < 0");

        Assert.Equal(["movieid", "title", "genres", "avg_rating", "rating_count"], schema.FieldsList.Select(field => field.Name));
        Assert.Empty(batches);
    }

    [Fact]
    public async Task Columns_may_share_a_name()
    {
        var (schema, batches) = await ReadAsync("SELECT 1 AS a, 'x' AS a");

        Assert.Equal(["a", "a"], schema.FieldsList.Select(field => field.Name));
        Assert.Equal("x", ((StringArray)batches[0].Column(1)).GetString(0));
    }

    [Fact]
    public async Task Errors_are_problems_as_in_every_format()
    {
        using var response = await api.SendAsync("SELECT nothing FROM movie_ratings", MediaType);

        Assert.Equal((400, "invalid-statement"), ((int, string))((await RunningApi.ProblemAsync(response)) is var (status, type, _) ? (status, type) : default));
    }

    private async Task<(Schema Schema, IReadOnlyList<RecordBatch> Batches)> ReadAsync(string sql, long? limit = null)
    {
        using var response = await api.SendAsync(sql, MediaType, limit: limit);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(MediaType, response.Content.Headers.ContentType?.MediaType);
        using var reader = new ArrowStreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var schema = await reader.GetSchema(TestContext.Current.CancellationToken);
        var batches = new List<RecordBatch>();
        while (await reader.ReadNextRecordBatchAsync(TestContext.Current.CancellationToken) is { } batch)
        {
            batches.Add(batch);
        }

        return (schema, batches);
    }

    internal static string Text(IArrowArray array, int row) => array.IsNull(row) ? "null" : array switch
    {
        BooleanArray values => values.GetValue(row) == true ? "true" : "false",
        Date32Array values => values.GetDateTime(row)!.Value.ToString("yyyy-MM-dd", null),
        TimestampArray values => values.GetTimestamp(row)!.Value.ToString("yyyy-MM-dd HH:mm:ss.fff zzz", null),
        Decimal128Array values => values.GetString(row)!,
        StringArray values => values.GetString(row),
        BinaryArray values => Convert.ToBase64String(values.GetBytes(row)),
        MapArray values => $"{{{string.Join(',', Enumerable.Range(values.ValueOffsets[row], values.ValueOffsets[row + 1] - values.ValueOffsets[row]).Select(entry => $"{Text(values.Keys, entry)}={Text(values.Values, entry)}"))}}}",
        FixedSizeListArray values => $"[{string.Join(',', Enumerable.Range(0, values.GetSlicedValues(row).Length).Select(index => Text(values.GetSlicedValues(row), index)))}]",
        ListArray values => $"[{string.Join(',', Enumerable.Range(0, values.GetSlicedValues(row).Length).Select(index => Text(values.GetSlicedValues(row), index)))}]",
        StructArray values => $"{{{string.Join(',', values.Fields.Zip(((StructType)values.Data.DataType).Fields, (child, field) => $"{field.Name}={Text(child, row)}"))}}}",
        DictionaryArray values => Text(values.Dictionary, int.Parse(Text(values.Indices, row), null)),
        Int8Array values => $"{values.GetValue(row)}",
        UInt8Array values => $"{values.GetValue(row)}",
        UInt16Array values => $"{values.GetValue(row)}",
        UInt32Array values => $"{values.GetValue(row)}",
        UInt64Array values => $"{values.GetValue(row)}",
        Time64Array values => $"{values.GetValue(row)}",
        MonthDayNanosecondIntervalArray values => values.GetValue(row) is { } interval ? $"{interval.Months} months {interval.Days} days {interval.Nanoseconds} ns" : "null",
        Int16Array values => $"{values.GetValue(row)}",
        Int32Array values => $"{values.GetValue(row)}",
        Int64Array values => $"{values.GetValue(row)}",
        FloatArray values => $"{values.GetValue(row)}",
        DoubleArray values => $"{values.GetValue(row)}",
        _ => array.GetType().Name,
    };
}
