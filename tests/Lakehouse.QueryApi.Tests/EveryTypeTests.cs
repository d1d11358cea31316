using Apache.Arrow.Ipc;
using DuckDB.NET.Data;
using Lakehouse.QueryApi.Tests.Flight;

namespace Lakehouse.QueryApi.Tests;

/// <summary>Every type of DuckDB through every door: a value and a NULL arrive, or the type is refused by its name.</summary>
public class EveryTypeTests(FlightApi flight) : IClassFixture<FlightApi>
{
    /// <summary>Where a type is answered, and what with: <c>expression → JSON ¦ CSV ¦ Athena's CSV ¦ Arrow and Flight</c>.</summary>
    public static TheoryData<string, string, string, string, string> Types => new()
    {
        { "true", "true", "true", "true", "true" },
        { "1::TINYINT", "1", "1", "1", "1" },
        { "2::SMALLINT", "2", "2", "2", "2" },
        { "3::INTEGER", "3", "3", "3", "3" },
        { "4::BIGINT", "4", "4", "4", "4" },
        { "5::HUGEINT", "5", "5", "5", "5" },
        { "6::UTINYINT", "6", "6", "6", "6" },
        { "7::USMALLINT", "7", "7", "7", "7" },
        { "8::UINTEGER", "8", "8", "8", "8" },
        { "9::UBIGINT", "9", "9", "9", "9" },
        { "10::UHUGEINT", "10", "10", "10", "10" },
        { "1.5::FLOAT", "1.5", "1.5", "1.5", "1.5" },
        { "2.25::DOUBLE", "2.25", "2.25", "2.25", "2.25" },
        { "1.5::DECIMAL(4,2)", "1.50", "1.50", "1.50", "1.50" },
        { "1.5::DECIMAL(9,2)", "1.50", "1.50", "1.50", "1.50" },
        { "1.5::DECIMAL(18,2)", "1.50", "1.50", "1.50", "1.50" },
        { "1.5::DECIMAL(38,2)", "1.50", "1.50", "1.50", "1.50" },
        { "'a, \"b\"'", "\"a, \\\"b\\\"\"", "\"a, \"\"b\"\"\"", "a, \"b\"", "a, \"b\"" },
        { "'ab'::BLOB", "\"YWI=\"", "YWI=", "61 62", "YWI=" },
        { "'b'::ENUM('a', 'b')", "\"b\"", "b", "b", "b" },
        { "['b'::ENUM('a', 'b')]", "[\"b\"]", "\"[\"\"b\"\"]\"", "[b]", "[b]" },
        { "{'e': 'b'::ENUM('a', 'b')}", "{\"e\":\"b\"}", "\"{\"\"e\"\":\"\"b\"\"}\"", "{e=b}", "{e=b}" },
        { "MAP {'k': 'b'::ENUM('a', 'b')}", "{\"k\":\"b\"}", "\"{\"\"k\"\":\"\"b\"\"}\"", "{k=b}", "{k=b}" },
        { "array_value('b'::ENUM('a', 'b'), NULL)", "[\"b\",null]", "\"[\"\"b\"\",null]\"", "[b, null]", "[b,null]" },
        { "DATE '2024-02-29'", "\"2024-02-29\"", "2024-02-29", "2024-02-29", "2024-02-29" },
        { "TIME '12:34:56.5'", "\"12:34:56.500000\"", "12:34:56.500000", "12:34:56.500", "45296500000" },
        { "TIMETZ '12:34:56+02'", "\"12:34:56.000000+02:00\"", "12:34:56.000000+02:00", "12:34:56.000000+02:00", "45296000000" },
        { "TIMESTAMP '2024-02-29 12:34:56.5'", "\"2024-02-29 12:34:56.500000\"", "2024-02-29 12:34:56.500000", "2024-02-29 12:34:56.500", "2024-02-29 12:34:56.500 +00:00" },
        { "TIMESTAMP_S '2024-02-29 12:34:56'", "\"2024-02-29 12:34:56\"", "2024-02-29 12:34:56", "2024-02-29 12:34:56", "2024-02-29 12:34:56.000 +00:00" },
        { "TIMESTAMP_MS '2024-02-29 12:34:56.5'", "\"2024-02-29 12:34:56.500\"", "2024-02-29 12:34:56.500", "2024-02-29 12:34:56.500", "2024-02-29 12:34:56.500 +00:00" },
        { "TIMESTAMP_NS '2024-02-29 12:34:56.5'", "\"2024-02-29 12:34:56.500000000\"", "2024-02-29 12:34:56.500000000", "2024-02-29 12:34:56.500", "2024-02-29 12:34:56.500 +00:00" },
        { "TIMESTAMPTZ '2024-02-29 12:34:56+02'", "\"2024-02-29 10:34:56.000000 UTC\"", "2024-02-29 10:34:56.000000 UTC", "2024-02-29 10:34:56.000 UTC", "2024-02-29 10:34:56.000 +00:00" },
        { "INTERVAL '14' MONTH", "\"P14M0DT0.000000S\"", "P14M0DT0.000000S", "1-2", "14 months 0 days 0 ns" },
        { "uuid '00000000-0000-0000-0000-00000000002a'", "\"00000000-0000-0000-0000-00000000002a\"", "00000000-0000-0000-0000-00000000002a", "00000000-0000-0000-0000-00000000002a", "00000000-0000-0000-0000-00000000002a" },
        { "'{\"a\":1}'::JSON", "\"{\\\"a\\\":1}\"", "\"{\"\"a\"\":1}\"", "{\"a\":1}", "{\"a\":1}" },
        { "[1, NULL]", "[1,null]", "\"[1,null]\"", "[1, null]", "[1,null]" },
        { "[1, 2]::INTEGER[2]", "[1,2]", "\"[1,2]\"", "[1, 2]", "[1,2]" },
        { "{'a': 1, 'b': 'x'}", "{\"a\":1,\"b\":\"x\"}", "\"{\"\"a\"\":1,\"\"b\"\":\"\"x\"\"}\"", "{a=1, b=x}", "{a=1,b=x}" },
        { "MAP {'k': 1}", "{\"k\":1}", "\"{\"\"k\"\":1}\"", "{k=1}", "{k=1}" },
    };

    /// <summary>Types without a counterpart in Athena.</summary>
    public static TheoryData<string> Foreign => new("union_value(n := 1)", "'101'::BIT", "1::BIGNUM", "1::VARIANT", "TIME_NS '12:34:56'", "[union_value(n := 1)]");

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_value_and_a_NULL_arrive(string sql, string json, string csv, string athena, string arrow)
    {
        var both = $"SELECT v FROM (SELECT 1 AS n, {sql} AS v UNION ALL SELECT 2, NULL) ORDER BY n";

        Assert.Equal($"[[{json}],[null]]", await flight.Api.RowsAsync(both));
        Assert.Equal($"v\r\n{csv}\r\n\r\n", await flight.Api.CsvAsync(both));
        Assert.Equal([arrow, "null"], await ArrowAsync(both));
        using var client = new FlightSqlClient(flight.Address);
        Assert.Equal([arrow, "null"], (await client.QueryAsync(both)).Batches.SelectMany(batch => Enumerable.Range(0, batch.Length).Select(row => ArrowFormatTests.Text(batch.Column(0), row))));
        Assert.Equal(["v", athena, "NULL"], await AthenaAsync(both));
        if (!sql.StartsWith("INTERVAL", StringComparison.Ordinal))
        {
            await ParquetAsync(both, sql);
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_type_that_Athena_lacks_is_refused_by_name(string sql)
    {
        foreach (var format in new[] { "application/json", "text/csv", "application/x-ndjson", "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet" })
        {
            using var response = await flight.Api.SendAsync($"SELECT {sql} AS v", format);
            var (status, type, detail) = await RunningApi.ProblemAsync(response);
            Assert.Equal((422, "unsupported-type"), (status, type));
            Assert.Contains("CAST it to VARCHAR", detail, StringComparison.Ordinal);
        }

        using var client = new FlightSqlClient(flight.Address);
        var refused = await client.RefusedAsync(new Lakehouse.QueryApi.Flight.Protocol.CommandStatementQuery { Query = $"SELECT {sql} AS v" });
        Assert.Equal("unsupported-type", refused.Trailers.GetValue("lakehouse-problem"));
    }

    private async Task<string[]> ArrowAsync(string sql)
    {
        using var response = await flight.Api.SendAsync(sql, "application/vnd.apache.arrow.stream");
        using var reader = new ArrowStreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var values = new List<string>();
        while (await reader.ReadNextRecordBatchAsync(TestContext.Current.CancellationToken) is { } batch)
        {
            values.AddRange(Enumerable.Range(0, batch.Length).Select(row => ArrowFormatTests.Text(batch.Column(0), row)));
        }

        return [.. values];
    }

    /// <summary>DuckDB's own types have no name in Athena's SQL: the file that Athena's protocol would write is asked of the worker.</summary>
    private async Task<string[]> AthenaAsync(string sql)
    {
        using var sink = new Lakehouse.QueryApi.Results.BufferSink(1 << 20);
        await flight.Api.Service<QueryService>().RunAsync(new Http.QueryRequest(sql, null, null, null), Http.ResultFormat.Athena, sink, TestContext.Current.CancellationToken);
        // A line with the columns' types comes first.
        return [.. System.Text.Encoding.UTF8.GetString(sink.Content.Span).TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Length == 0 ? "NULL" : line[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)), .. sink.Content.Span.EndsWith("\n\n"u8) ? ["NULL"] : System.Array.Empty<string>()];
    }

    private async Task ParquetAsync(string sql, string expression)
    {
        using var response = await flight.Api.SendAsync(sql, "application/vnd.apache.parquet");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var file = Path.Combine(flight.Api.Lake.Folder, $"{Guid.NewGuid():N}.parquet");
        await File.WriteAllBytesAsync(file, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        // Times with time zone lose the zone.
        command.CommandText = $"SET TimeZone = 'UTC'; SELECT string_agg(coalesce(v::VARCHAR, 'null'), '|') = ({(expression.StartsWith("TIMETZ", StringComparison.Ordinal) ? "TIME '12:34:56'" : expression)})::VARCHAR || '|null' FROM read_parquet('{file}')";
        Assert.Equal(true, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
