using System.Text.Json;
using Lakehouse.QueryApi.Tests.Athena;

namespace Lakehouse.QueryApi.Tests;

/// <summary><c>Query:Engine = athena</c>: the same endpoints, answered by Athena; here by its emulator, whose results are queued before.</summary>
[Collection("Athena's emulator has one queue of results")]
public class ForwardingTests(AwsEmulator emulator)
{
    private static readonly (string, string)[] Films = [("movieid", "integer"), ("title", "varchar"), ("avg_rating", "double"), ("seen", "timestamp"), ("price", "decimal")];

    [Fact]
    public async Task Rest_answers_with_Athenas_rows_in_every_format()
    {
        await using var api = await StartAsync();
        foreach (var (accept, expected) in new[]
        {
            ("text/csv", "movieid,title,avg_rating,seen,price\r\n1,\"Toy \"\"Story\"\", 1995\",3.92,2024-01-31 12:00:00.000,1.50\r\n2,\"\",,,\r\n"),
            ("application/x-ndjson", "{\"movieid\":1,\"title\":\"Toy \\\"Story\\\", 1995\",\"avg_rating\":3.92,\"seen\":\"2024-01-31 12:00:00.000000\",\"price\":1.50}\n{\"movieid\":2,\"title\":\"\",\"avg_rating\":null,\"seen\":null,\"price\":null}\n"),
        })
        {
            await emulator.QueueResultAsync(Films, ["1", "Toy \"Story\", 1995", "3.92", "2024-01-31 12:00:00.000", "1.50"], ["2", "", null, null, null]);
            using var response = await api.SendAsync("SELECT * FROM movie_ratings", accept);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, body);
            Assert.Equal(expected.Replace("12:00:00.000,", "12:00:00.000000,", StringComparison.Ordinal), body);
        }

        await emulator.QueueResultAsync([("n", "bigint")], ["42"]);
        var answer = await api.QueryAsync("SELECT count(*) AS n FROM movie_ratings");
        Assert.Equal("[[42]]", answer.GetProperty("rows").GetRawText());
        Assert.Equal("bigint", answer.GetProperty("columns")[0].GetProperty("type").GetString());
        Assert.Equal("athena", answer.GetProperty("statistics").GetProperty("tables")[0].GetProperty("database").GetString());
    }

    [Fact]
    public async Task Long_results_come_from_the_file_that_Athena_wrote()
    {
        await using var api = await StartAsync();
        await emulator.QueueResultAsync([("n", "bigint"), ("text", "varchar")], [.. Enumerable.Range(0, 5_000).Select(number => new[] { $"{number}", $"row, \"{number}\"" })]);

        var answer = await api.QueryAsync("SELECT n, text FROM t");

        Assert.Equal(5_000, answer.GetProperty("rowCount").GetInt32());
        Assert.Equal("[4999,\"row, \\\"4999\\\"\"]", answer.GetProperty("rows")[4_999].GetRawText());
    }

    [Fact]
    public async Task Athenas_protocol_is_passed_on_with_the_configured_work_group()
    {
        await using var api = await StartAsync();
        var athena = new AthenaClient(api.Http);
        await emulator.QueueResultAsync([("n", "bigint")], ["7"]);
        var id = await athena.StartAsync("SELECT 7 AS n");
        var execution = await athena.WaitAsync(id);

        Assert.Equal("SUCCEEDED", execution.GetProperty("Status").GetProperty("State").GetString());
        Assert.Equal("lakehouse-test", execution.GetProperty("WorkGroup").GetString());
        Assert.Equal(["n", "7"], AthenaClient.Rows(await athena.CallAsync("GetQueryResults", new { QueryExecutionId = id })));
        Assert.Contains("lakehouse-test", (await athena.CallAsync("ListWorkGroups", new { })).ToString(), StringComparison.Ordinal);
        Assert.Equal("InvalidRequestException", (await athena.FailAsync("StartSession", new { })).Type);
    }

    [Fact]
    public async Task Athena_that_cannot_be_reached_is_told()
    {
        await using var api = await StartAsync("--Query:Athena:Endpoint=http://127.0.0.1:1");

        var (status, type, detail) = await api.ProblemAsync("SELECT 1");

        Assert.Equal((502, "athena-unavailable"), (status, type));
        Assert.Contains("Athena cannot be asked", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "TooManyRequestsException", "Rate exceeded", 429, "too-many-queries")]
    [InlineData(400, "ThrottlingException", "Rate exceeded", 429, "too-many-queries")]
    [InlineData(400, "InvalidRequestException", "line 1:8: mismatched input", 400, "invalid-statement")]
    [InlineData(400, "AccessDeniedException", "User is not authorized", 502, "athena-unavailable")]
    [InlineData(500, "InternalServerException", "Oops", 502, "athena-unavailable")]
    public async Task Refusals_become_problems(int status, string code, string message, int expected, string problem)
    {
        await using var athena = await FakeAthena.StartAsync((_, _) => (status, new { __type = code, Message = message }));
        await using var api = await StartAsync($"--Query:Athena:Endpoint={athena.Address}");

        var (answered, type, detail) = await api.ProblemAsync("SELECT 1");

        Assert.Equal((expected, problem), (answered, type));
        Assert.Contains(message, detail, StringComparison.Ordinal);
        Assert.All(athena.Signatures, signature => Assert.StartsWith("AWS4-HMAC-SHA256 Credential=test/", signature, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FAILED", "TABLE_NOT_FOUND: line 1:15: Table 'x' does not exist", 400, "unknown-table")]
    [InlineData("FAILED", "SYNTAX_ERROR: line 1:8: no", 400, "invalid-statement")]
    [InlineData("FAILED", "EXCEEDED_TIME_LIMIT: too long", 422, "time-limit")]
    [InlineData("FAILED", "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exhausted resources at this scale factor", 422, "memory-limit")]
    [InlineData("FAILED", "DIVISION_BY_ZERO: Division by zero", 422, "query-failed")]
    [InlineData("CANCELLED", "Query cancelled! : Bytes scanned limit was exceeded", 422, "scan-limit")]
    [InlineData("CANCELLED", "Query cancelled by user", 422, "query-failed")]
    public async Task Failed_queries_become_problems(string state, string reason, int expected, string problem)
    {
        await using var athena = await FakeAthena.StartAsync((action, _) => (200, action == "StartQueryExecution"
            ? new { QueryExecutionId = "q-1" }
            : new { QueryExecution = new { QueryExecutionId = "q-1", Status = new { State = state, StateChangeReason = reason, SubmissionDateTime = 1.7e9 } } }));
        await using var api = await StartAsync($"--Query:Athena:Endpoint={athena.Address}");

        var (answered, type, detail) = await api.ProblemAsync("SELECT 1");

        Assert.Equal((expected, problem, reason.Length > 0), (answered, type, detail.Contains(reason, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_leaves_or_runs_out_of_time_stops_the_query_in_Athena()
    {
        await using var athena = await FakeAthena.StartAsync((action, _) => (200, action switch
        {
            "StartQueryExecution" => new { QueryExecutionId = "q-1" },
            "StopQueryExecution" => new { },
            _ => (object)new { QueryExecution = new { QueryExecutionId = "q-1", Status = new { State = "RUNNING" } } },
        }));
        await using var api = await StartAsync($"--Query:Athena:Endpoint={athena.Address}");

        // Where much else is done, the time may be over before Athena has named the query: then there is nothing to stop.
        for (var limit = 0.5; !athena.HasSeen("GetQueryExecution"); limit *= 2)
        {
            Assert.Equal((422, "time-limit"), await api.ProblemAsync("SELECT 1", timeout: limit) is var (status, type, _) ? (status, type) : default);
        }

        await athena.WaitForAsync("StopQueryExecution");
    }

    [Fact]
    public async Task Athena_gets_the_statement_its_parameters_and_the_work_group()
    {
        JsonElement sent = default;
        await using var athena = await FakeAthena.StartAsync((action, body) =>
        {
            sent = action == "StartQueryExecution" ? body : sent;
            return (400, new { __type = "InvalidRequestException", Message = "enough" });
        });
        await using var api = await StartAsync($"--Query:Athena:Endpoint={athena.Address}");

        await api.ProblemAsync("SELECT ?, ?, ?, ?", new object?[] { 1, "it's", null, true });

        Assert.Equal("SELECT ?, ?, ?, ?", sent.GetProperty("QueryString").GetString());
        Assert.Equal(["1", "'it''s'", "NULL", "true"], sent.GetProperty("ExecutionParameters").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal("lakehouse-test", sent.GetProperty("WorkGroup").GetString());
        Assert.Equal("datahandson_mds_movielens_deltalake", sent.GetProperty("QueryExecutionContext").GetProperty("Database").GetString());
        Assert.Equal(32, sent.GetProperty("ClientRequestToken").GetString()!.Length);
    }

    [Theory]
    [InlineData("--Query:Engine=spark", "is 'spark'. Set it to duckdb or athena")]
    [InlineData("--Access:Masks:0:Table=a.b --Access:Masks:0:Column=c --Access:Masks:0:Value=NULL", "AWS Lake Formation")]
    [InlineData("--Access:Principals:bob:ApiKey=bob-key-0123456789 --Access:Principals:bob:Allow=a.b", "AWS Lake Formation")]
    public async Task What_Athena_cannot_keep_is_refused_at_the_start(string settings, string told) =>
        Assert.Contains(told, (await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(settings.Split(' ')))).Message, StringComparison.Ordinal);

    private async Task<RunningApi> StartAsync(params string[] settings)
    {
        var address = emulator.Address();
        await emulator.CreateWorkGroupAsync("lakehouse-test");
        return await RunningApi.StartAsync(["--Query:Engine=athena", "--Query:Athena:WorkGroup=lakehouse-test", $"--Query:Athena:OutputLocation=s3://{AwsEmulator.Bucket}/athena/", $"--Query:Athena:Endpoint={address}", .. settings]);
    }
}
