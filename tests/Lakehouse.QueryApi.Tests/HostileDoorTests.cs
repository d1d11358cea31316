using System.Text.Json;
using Apache.Arrow.Flight;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Tests.Athena;
using Lakehouse.QueryApi.Tests.Flight;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Lakehouse.QueryApi.Tests;

/// <summary>The statements of <see cref="HostileStatementTests"/> through the other doors: Flight SQL, MCP, Athena's protocol and UNLOAD; and what only these doors have.</summary>
public class HostileDoorTests(FlightApi flight) : IClassFixture<FlightApi>
{
    private static readonly StatusCode[] Refusals = [StatusCode.InvalidArgument, StatusCode.Unimplemented, StatusCode.PermissionDenied, StatusCode.NotFound];

    private string[] Statements => [.. HostileStatementTests.Refused.Select(row => row.Data
        .Replace("{secret}", flight.Api.Lake.Secret, StringComparison.Ordinal)
        .Replace("{lake}", flight.Api.Lake.Root, StringComparison.Ordinal)
        .Replace("{temp}", Path.GetTempPath().TrimEnd('/'), StringComparison.Ordinal))];

    [Fact]
    public async Task Flight_refuses_what_reaches_beyond_the_tables()
    {
        using var client = new FlightSqlClient(flight.Address);
        var before = Files();
        foreach (var sql in Statements)
        {
            Check(sql, await client.RefusedAsync(new CommandStatementQuery { Query = sql }));
            Check(sql, await Assert.ThrowsAsync<RpcException>(() => client.PrepareAsync(sql)));
            // A ticket that no service has given.
            Check(sql, await StolenAsync(client, new TicketStatementQuery { StatementHandle = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new { sql })) }));
        }

        Assert.Equal(before, Files());

        static void Check(string sql, RpcException refused)
        {
            Assert.True(Refusals.Contains(refused.StatusCode), $"{sql}: {refused.Status}");
            Assert.DoesNotContain("secret,1", refused.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Flight_refuses_bytes_that_mean_nothing()
    {
        using var client = new FlightSqlClient(flight.Address);
        foreach (var bytes in new[]
        {
            ByteString.Empty,
            ByteString.CopyFromUtf8("garbage"),
            ByteString.CopyFrom([0xff, 0xff, 0xff, 0xff, 0x0f]),
            new Any { TypeUrl = "type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery", Value = ByteString.CopyFrom([0x0a, 0xff, 0x01]) }.ToByteString(),
            new Any { TypeUrl = "type.googleapis.com/arrow.flight.protocol.sql.CommandNothing" }.ToByteString(),
            new Any { TypeUrl = new string('x', 100_000) }.ToByteString(),
            Any.Pack(new CommandPreparedStatementQuery { PreparedStatementHandle = ByteString.CopyFrom([0xff, 0xfe]) }).ToByteString(),
            Any.Pack(new CommandStatementQuery { Query = "SELECT 1", TransactionId = ByteString.CopyFromUtf8("t") }).ToByteString(),
            Any.Pack(new TicketStatementQuery { StatementHandle = ByteString.CopyFromUtf8("{\"sql\": \"SELECT 1\", \"principal\": \"ann\"}") }).ToByteString(),
        })
        {
            Refused(await Assert.ThrowsAsync<RpcException>(async () => await client.Flight.GetInfo(FlightDescriptor.CreateCommandDescriptor(bytes.ToByteArray()), client.Headers).ResponseAsync));
            using var rows = client.Flight.GetStream(new FlightTicket(bytes), client.Headers);
            Refused(await Assert.ThrowsAsync<RpcException>(() => rows.ResponseStream.MoveNext(TestContext.Current.CancellationToken)));
            foreach (var action in new[] { "CreatePreparedStatement", "ClosePreparedStatement", "CancelQuery", "", "DropEverything" })
            {
                using var call = client.Flight.DoAction(new FlightAction(action, bytes), client.Headers);
                Refused(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)));
            }
        }

        Assert.Equal("[[1]]", await flight.Api.RowsAsync("SELECT 1"));

        static void Refused(RpcException refused) => Assert.True(Refusals.Contains(refused.StatusCode), refused.Status.ToString());
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("athena")]
    public async Task Assistants_are_refused_what_reaches_beyond_the_tables(string dialect)
    {
        await using var client = await ConnectAsync();
        var before = Files();
        foreach (var sql in Statements.Where(sql => dialect == "duckdb" || !sql.Contains("information_schema.views", StringComparison.Ordinal)))
        {
            Check(sql, await client.CallToolAsync("query", new Dictionary<string, object?> { ["sql"] = sql, ["dialect"] = dialect }, cancellationToken: TestContext.Current.CancellationToken));
        }

        foreach (var name in new[] { "../../etc/passwd", "movie_ratings; DROP TABLE x", "movie_ratings\"", "a.b.c.d", "", ".", "..", "movie_ratings@v99", "movie_ratings@vx", "movie_ratings\0", new string('x', 100_000) })
        {
            Check(name, await client.CallToolAsync("describe_table", new Dictionary<string, object?> { ["table"] = name }, cancellationToken: TestContext.Current.CancellationToken));
            Check(name, await client.CallToolAsync("list_tables", new Dictionary<string, object?> { ["database"] = name }, cancellationToken: TestContext.Current.CancellationToken));
        }

        foreach (var (name, value) in new (string, object?)[] { ("sql", null), ("sql", 5), ("limit", "many"), ("limit", -1e300), ("dialect", "oracle") })
        {
            var arguments = new Dictionary<string, object?> { ["sql"] = "SELECT 1", [name] = value };
            Check(name, await client.CallToolAsync("query", arguments, cancellationToken: TestContext.Current.CancellationToken));
        }

        Assert.Equal(before, Files());

        static void Check(string what, CallToolResult result)
        {
            var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
            Assert.True(result.IsError, $"{what}: {text}");
            Assert.DoesNotContain("secret,1", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task UNLOAD_writes_no_more_than_a_query_may_read()
    {
        var athena = new AthenaClient(flight.Api.Http);
        var before = Files();
        await Parallel.ForEachAsync(Statements.Select((sql, index) => (sql, index)), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (item, _) =>
        {
            var unload = $"UNLOAD ({item.sql}) TO 's3://bucket/hostile/{item.index}/' WITH (format = 'JSON')";
            var (status, body) = await athena.SendAsync("StartQueryExecution", JsonSerializer.Serialize(new { QueryString = unload }));
            if (status != 200)
            {
                Assert.Equal("InvalidRequestException", body.GetProperty("__type").GetString());
                return;
            }

            var execution = await athena.WaitAsync(body.GetProperty("QueryExecutionId").GetString()!);
            Assert.True(execution.GetProperty("Status").GetProperty("State").GetString() == "FAILED" || item.sql.Contains("information_schema.views", StringComparison.Ordinal), item.sql);
        });
        foreach (var place in new[] { "/tmp/pwned", "file:///tmp/pwned", "s3://", "s3:///x", "s3://bucket/../../../tmp/pwned", "s3://bucket/./x", "s3://bucket//x", "s3://bucket/a\\..\\b", "http://127.0.0.1/x", "s3://bucket/\u0001", $"s3://bucket/{new string('x', 2_000)}", "s3://../pwned" })
        {
            var (status, body) = await athena.SendAsync("StartQueryExecution", JsonSerializer.Serialize(new { QueryString = $"UNLOAD (SELECT 1 AS a) TO '{place}' WITH (format = 'JSON')" }));
            Assert.True(status == 400 || (await athena.WaitAsync(body.GetProperty("QueryExecutionId").GetString()!)).GetProperty("Status").GetProperty("State").GetString() == "FAILED", place);
        }

        // An execution is over a moment before it is noted.
        while (Directory.EnumerateFiles(flight.Api.Lake.Root, "*", SearchOption.AllDirectories).Any(file => file.Contains("/.uploads/", StringComparison.Ordinal)))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(before, Files());
        Assert.False(Path.Exists("/tmp/pwned"));
    }

    [Theory]
    [InlineData("movie_ratings?movieid\"=eq.1")]
    [InlineData("movie_ratings?movieid);DROP TABLE x;--=eq.1")]
    [InlineData("movie_ratings?movieid=eq.1 OR 1=1")]
    [InlineData("movie_ratings?movieid=eq.1;SELECT 1")]
    [InlineData("movie_ratings?movieid=gt.(SELECT 1)")]
    [InlineData("movie_ratings?movieid=in.(1,(SELECT 1))")]
    [InlineData("movie_ratings?movieid=is.null; DROP TABLE x")]
    [InlineData("movie_ratings?movieid=drop.1")]
    [InlineData("movie_ratings?movieid=eq")]
    [InlineData("movie_ratings?avg_rating=eq.1e5000x")]
    [InlineData("movie_ratings?select=movieid,(SELECT content FROM read_text('/etc/passwd'))")]
    [InlineData("movie_ratings?select=count(*)")]
    [InlineData("movie_ratings?select=*,movieid")]
    [InlineData("movie_ratings?order=movieid;DROP TABLE x")]
    [InlineData("movie_ratings?order=random()")]
    [InlineData("movie_ratings?order=movieid.desc; DROP TABLE x")]
    [InlineData("movie_ratings?order=movieid.sideways")]
    [InlineData("movie_ratings?order=movieid,movieid")]
    [InlineData("movie_ratings?order=movieid&after=(1 OR 1=1)")]
    [InlineData("movie_ratings?order=movieid&after=(1,2)")]
    [InlineData("movie_ratings?limit=1;DROP")]
    [InlineData("movie_ratings?limit=-1")]
    [InlineData("movie_ratings?limit=99999999999999999999")]
    [InlineData("movie_ratings?limit=1&limit=2")]
    [InlineData("movie_ratings?offset=1 UNION SELECT 1")]
    [InlineData("movie_ratings?or=(movieid.eq.1")]
    [InlineData("movie_ratings?or=movieid.eq.1) OR (1=1")]
    [InlineData("movie_ratings?or=((((((((((((movieid.eq.1))))))))))))")]
    [InlineData("movie_ratings?nothing=eq.1")]
    [InlineData("movie_ratings\"; DROP TABLE x")]
    [InlineData("../../etc/passwd")]
    [InlineData("ops/runs\"--")]
    [InlineData("information_schema/tables")]
    [InlineData("movie_ratings@v99")]
    [InlineData("movie_ratings?title=match.(")]
    public async Task A_resource_takes_no_SQL(string path)
    {
        using var response = await flight.Api.Http.GetAsync(new Uri($"v1/tables/{path}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.InRange((int)response.StatusCode, 400, 422);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.Equal("[[100]]", await flight.Api.RowsAsync("SELECT count(*) FROM movie_ratings"));
    }

    [Theory]
    [InlineData("select=a%00b:movieid")]
    [InlineData("select=a\"b:movieid")]
    [InlineData("title=eq.' OR '1'='1")]
    [InlineData("title=like.*'; DROP TABLE x; --*")]
    [InlineData("title=in.(\"a\\\"b\",\"' OR 1=1\")")]
    [InlineData("title=imatch.(a%2B)%2B$")]
    public async Task What_looks_like_SQL_in_a_value_is_a_value(string query)
    {
        using var response = await flight.Api.Http.GetAsync(new Uri($"v1/tables/movie_ratings?limit=3&{query}", UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True((int)response.StatusCode is 200 or 400, text);
        Assert.True(query.StartsWith("select", StringComparison.Ordinal) || text == "[]", text);
    }

    private static async Task<RpcException> StolenAsync(FlightSqlClient client, IMessage ticket)
    {
        using var rows = client.Flight.GetStream(new FlightTicket(Any.Pack(ticket).ToByteString()), client.Headers);
        return await Assert.ThrowsAsync<RpcException>(() => rows.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
    }

    private Task<McpClient> ConnectAsync() => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(flight.Api.Http.BaseAddress!, "mcp"), TransportMode = HttpTransportMode.StreamableHttp }),
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>All files of the lake but what Athena's protocol notes of its executions.</summary>
    private string[] Files() => [.. Directory.EnumerateFiles(flight.Api.Lake.Root, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/athena/executions/", StringComparison.Ordinal) && !file.EndsWith("-manifest.csv", StringComparison.Ordinal) && !file.Contains("/results/bucket/hostile/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
