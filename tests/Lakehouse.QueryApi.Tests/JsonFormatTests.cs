namespace Lakehouse.QueryApi.Tests;

/// <summary>docs/query.md promises these forms.</summary>
public class JsonFormatTests(RunningApi api)
{
    [Theory]
    [InlineData("true", "boolean", "true")]
    [InlineData("1::TINYINT", "tinyint", "1")]
    [InlineData("-2::SMALLINT", "smallint", "-2")]
    [InlineData("3", "integer", "3")]
    [InlineData("9007199254740991", "bigint", "9007199254740991")]
    [InlineData("9007199254740992", "bigint", "\"9007199254740992\"")]
    [InlineData("-9223372036854775808", "bigint", "\"-9223372036854775808\"")]
    [InlineData("255::UTINYINT", "smallint", "255")]
    [InlineData("65535::USMALLINT", "integer", "65535")]
    [InlineData("4294967295::UINTEGER", "bigint", "4294967295")]
    [InlineData("18446744073709551615::UBIGINT", "decimal(20,0)", "\"18446744073709551615\"")]
    [InlineData("sum(12)", "decimal(38,0)", "12")]
    [InlineData("170141183460469231731687303715884105727::HUGEINT", "decimal(38,0)", "\"170141183460469231731687303715884105727\"")]
    [InlineData("0.5::REAL", "real", "0.5")]
    [InlineData("0.1::DOUBLE", "double", "0.1")]
    [InlineData("1e300::DOUBLE", "double", "1E+300")]
    [InlineData("'NaN'::DOUBLE", "double", "\"NaN\"")]
    [InlineData("'-Infinity'::DOUBLE", "double", "\"-Infinity\"")]
    [InlineData("'Infinity'::REAL", "real", "\"Infinity\"")]
    [InlineData("4.5::DECIMAL(2,1)", "decimal(2,1)", "4.5")]
    [InlineData("-0.05::DECIMAL(4,2)", "decimal(4,2)", "-0.05")]
    [InlineData("12.340::DECIMAL(9,3)", "decimal(9,3)", "12.340")]
    [InlineData("1234567890123456.78::DECIMAL(18,2)", "decimal(18,2)", "\"1234567890123456.78\"")]
    [InlineData("'-1234567890123456789012345678.0123456789'::DECIMAL(38,10)", "decimal(38,10)", "\"-1234567890123456789012345678.0123456789\"")]
    [InlineData("'it''s \"é漢😀\" / \\ \n'", "varchar", "\"it's \\\"é漢\\uD83D\\uDE00\\\" / \\\\ \\n\"")]
    [InlineData("''", "varchar", "\"\"")]
    [InlineData("'exactly 12 b'", "varchar", "\"exactly 12 b\"")]
    [InlineData("'more than 12 bytes'", "varchar", "\"more than 12 bytes\"")]
    [InlineData("'\\x00\\xFFab'::BLOB", "varbinary", "\"AP9hYg==\"")]
    [InlineData("DATE '2024-02-29'", "date", "\"2024-02-29\"")]
    [InlineData("DATE '0001-01-01'", "date", "\"0001-01-01\"")]
    [InlineData("DATE '12345-06-07'", "date", "\"12345-06-07\"")]
    [InlineData("DATE '0044-03-15 (BC)'", "date", "\"-0043-03-15\"")]
    [InlineData("DATE 'infinity'", "date", "\"infinity\"")]
    [InlineData("TIME '01:02:03.000004'", "time(6)", "\"01:02:03.000004\"")]
    [InlineData("TIMETZ '01:02:03-05:30'", "time(6) with time zone", "\"01:02:03.000000-05:30\"")]
    [InlineData("TIMESTAMP '2024-02-29 12:34:56.789'", "timestamp(6)", "\"2024-02-29 12:34:56.789000\"")]
    [InlineData("TIMESTAMP '1969-12-31 23:59:59.999999'", "timestamp(6)", "\"1969-12-31 23:59:59.999999\"")]
    [InlineData("'2024-02-29 12:34:56'::TIMESTAMP_S", "timestamp(0)", "\"2024-02-29 12:34:56\"")]
    [InlineData("'2024-02-29 12:34:56.789'::TIMESTAMP_MS", "timestamp(3)", "\"2024-02-29 12:34:56.789\"")]
    [InlineData("'2024-02-29 12:34:56.123456789'::TIMESTAMP_NS", "timestamp(9)", "\"2024-02-29 12:34:56.123456789\"")]
    [InlineData("TIMESTAMPTZ '2024-02-29 12:34:56+02'", "timestamp(6) with time zone", "\"2024-02-29 10:34:56.000000 UTC\"")]
    [InlineData("TIMESTAMP '-infinity'", "timestamp(6)", "\"-infinity\"")]
    [InlineData("INTERVAL '14 months' + INTERVAL '-1.5 seconds'", "interval", "\"P14M0DT-1.500000S\"")]
    [InlineData("'8f14e45f-ceea-467f-a0e6-7b1d5a4f3c21'::UUID", "uuid", "\"8f14e45f-ceea-467f-a0e6-7b1d5a4f3c21\"")]
    [InlineData("'{\"a\": 1}'::JSON", "json", "\"{\\\"a\\\": 1}\"")]
    [InlineData("'b'::ENUM('a', 'b')", "varchar", "\"b\"")]
    [InlineData("[1, NULL, 3]", "array(integer)", "[1,null,3]")]
    [InlineData("[[1.5], []]", "array(array(decimal(2,1)))", "[[1.5],[]]")]
    [InlineData("array_value(1, 2)", "array(integer)", "[1,2]")]
    [InlineData("{'a': 1, 'b': ['x']}", "row(a integer, b array(varchar))", "{\"a\":1,\"b\":[\"x\"]}")]
    [InlineData("row(1, 'x')", "row(integer, varchar)", "[1,\"x\"]")]
    [InlineData("MAP {'k': 1, 'l': NULL}", "map(varchar, integer)", "{\"k\":1,\"l\":null}")]
    [InlineData("MAP {DATE '2024-01-01': [1]}", "map(date, array(integer))", "{\"2024-01-01\":[1]}")]
    [InlineData("NULL::VARCHAR", "varchar", "null")]
    public async Task Values_keep_their_exact_meaning(string expression, string type, string json)
    {
        var answer = await api.QueryAsync($"SELECT {expression} AS v");

        Assert.Equal(type, answer.GetProperty("columns")[0].GetProperty("type").GetString());
        Assert.Equal(json, answer.GetProperty("rows")[0][0].GetRawText());
    }

    [Fact]
    public async Task Many_chunks_with_nulls_and_long_texts_come_whole()
    {
        var answer = await api.QueryAsync("SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE repeat('x', (i % 50)::INTEGER) END AS t, [i, i + 1] AS l FROM range(10000) r(i) ORDER BY i");

        var rows = answer.GetProperty("rows");
        Assert.Equal(10_000, rows.GetArrayLength());
        for (var index = 0; index < 10_000; index++)
        {
            Assert.Equal(index, rows[index][0].GetInt32());
            Assert.Equal(index % 3 == 0 ? null : new string('x', index % 50), rows[index][1].GetString());
            Assert.Equal(index + 1, rows[index][2][1].GetInt32());
        }
    }

    [Fact]
    public async Task A_type_without_counterpart_is_refused_by_name()
    {
        var (status, type, detail) = await api.ProblemAsync("SELECT union_value(a := 1) AS u");

        Assert.Equal((422, "unsupported-type"), (status, type));
        Assert.Contains("CAST it to VARCHAR", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_cuts_the_rows_and_says_so()
    {
        var cut = await api.QueryAsync("SELECT * FROM range(100000)", limit: 3);
        Assert.Equal("[[0],[1],[2]]", cut.GetProperty("rows").GetRawText());
        Assert.True(cut.GetProperty("truncated").GetBoolean());

        var whole = await api.QueryAsync("SELECT * FROM range(3)", limit: 3);
        Assert.False(whole.GetProperty("truncated").GetBoolean());

        Assert.Equal("[]", (await api.QueryAsync("SELECT 1", limit: 0)).GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task An_empty_result_has_columns()
    {
        var answer = await api.QueryAsync("SELECT title FROM movie_ratings WHERE false");

        Assert.Equal("""[{"name":"title","type":"varchar"}]""", answer.GetProperty("columns").GetRawText());
        Assert.Equal("[]", answer.GetProperty("rows").GetRawText());
    }
}
