using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Grpc.Core;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Tests.Athena;
using Lakehouse.QueryApi.Tests.Flight;
using ModelContextProtocol.Client;

namespace Lakehouse.QueryApi.Tests;

/// <summary>What clients ask for is theirs: neither logs nor traces nor metrics hold a literal of a query that was refused, failed or was slow, whichever door it came through.</summary>
public class SecretLiteralTests
{
    private const string Word = "Geheimwort";

    private const string Number = "8472910365";

    /// <summary>Refused by the parser, the check, the binder; failing on the data; beyond a limit; slow. Some quote the literal in their error, which is for the client.</summary>
    private static readonly string[] Statements =
    [
        $"SELECT nothing FROM movie_ratings WHERE title = '{Word}'",
        $"SELECT * FROM movie_ratings WHERE title = '{Word}' AND movieid = {Number}",
        $"SELECT * FROM movie_ratings WHERE title = 'O'{Word}'",
        $"SELECT * FROM movie_ratings WHERE title = '{Word}' '{Word}' {Number}",
        $"SELECT 1 /* outer /* inner */ {Word} */ FROM movie_ratings LIMIT 1",
        $"SELECT CAST('{Word}' AS INTEGER) FROM movie_ratings",
        $"SELECT CAST(title || '{Word}' AS DATE) FROM movie_ratings",
        $"SELECT CAST({Number} AS INTEGER) FROM movie_ratings",
        $"SELECT * FROM read_text('/tmp/{Word}')",
        $"SELECT * FROM \"{Word}\"",
        $"SELECT \"{Word}\" FROM movie_ratings",
        $"SELECT concat('{Word}')('{Word}')",
        $"SELECT date_trunc('{Word}', now()) FROM movie_ratings",
        $"SELECT regexp_extract(title, '({Word}') FROM movie_ratings",
        $"SELECT * FROM movie_ratings@v7('{Word}')",
        $"DELETE FROM movie_ratings WHERE title = '{Word}'",
        $"SELECT '{Word}'; SELECT {Number}",
        $"SELECT * FROM user_tags WHERE tag <> '{Word}' AND userid <> {Number}",
        $"SELECT '{Word}', repeat('x', 3000000000) FROM movie_ratings",
    ];

    [Fact]
    public async Task No_door_tells_them_to_logs_traces_or_metrics()
    {
        await using var lake = await TestLake.CreateAsync();
        // A table that fails when it is read.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(lake.Root, "curated", "movielens", "user_tags"), "*.parquet"))
        {
            File.Delete(file);
        }

        await using var collector = await TelemetryCollector.StartAsync();
        await using var service = await ServiceProcess.StartAsync([.. collector.Settings, $"--Lake:Root={lake.Root}", "--Flight:Port=0", "--Query:SlowSeconds=0", "--Query:Concurrency=2", "--Query:MemoryMegabytes=400"]);

        await Task.WhenAll(RestAsync(service), AthenaAsync(service), FlightAsync(service), McpAsync(service));
        using (var health = await service.Http.GetAsync("health/curated", TestContext.Current.CancellationToken))
        {
            Assert.True(health.IsSuccessStatusCode);
        }

        var told = await service.StopAsync();
        foreach (var text in new[] { told, collector.Exported("logs"), collector.Exported("traces"), collector.Exported("metrics") })
        {
            Check(text);
        }

        // It does tell what it refused, and which shape it had.
        foreach (var text in new[] { told, collector.Exported("logs") })
        {
            Assert.Contains("invalid-statement", text, StringComparison.Ordinal);
            Assert.Contains("query-failed", text, StringComparison.Ordinal);
            Assert.Contains("table-unreadable", text, StringComparison.Ordinal);
            Assert.Contains("Slow query, SELECT datahandson_mds_movielens_deltalake.movie_ratings@0", text, StringComparison.Ordinal);
        }

        Assert.Contains("SELECT nothing FROM movie_ratings WHERE title = ?", collector.Exported("traces"), StringComparison.Ordinal);
        // Who waits for the first run asks this several times a second.
        Assert.DoesNotContain("/health", collector.Exported("traces"), StringComparison.Ordinal);
        Assert.Contains("lakehouse.query.duration", collector.Exported("metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_does_a_service_in_front_of_Athena()
    {
        await using var fake = await FakeAthena.StartAsync((action, input) => action switch
        {
            // Athena refuses at once what its parser cannot read.
            "StartQueryExecution" when input.GetProperty("QueryString").GetString() is var sql && (sql!.Contains("'O'", StringComparison.Ordinal) || sql.Contains("' '", StringComparison.Ordinal)) => (400, new { __type = "InvalidRequestException", Message = $"line 1:8: mismatched input '{Word}' {Number}" }),
            "StartQueryExecution" when input.GetProperty("QueryString").GetString()!.Contains("CAST", StringComparison.Ordinal) => (500, new { __type = "InternalServerException", Message = $"Failed on '{Word}' {Number}" }),
            "StartQueryExecution" => (200, new { QueryExecutionId = "6e6f7468-0000-0000-0000-000000000000" }),
            _ => (200, (object)new { QueryExecution = new { QueryExecutionId = "6e6f7468-0000-0000-0000-000000000000", Status = new { State = "FAILED", StateChangeReason = $"INVALID_CAST_ARGUMENT: Cannot cast '{Word}' {Number} to INT" }, ResultConfiguration = new { OutputLocation = "s3://results/x.csv" }, Statistics = new { } } }),
        });
        await using var collector = await TelemetryCollector.StartAsync();
        await using var service = await ServiceProcess.StartAsync([.. collector.Settings, "--Query:Engine=athena", $"--Query:Athena:Endpoint={fake.Address}", "--Query:Athena:OutputLocation=s3://results/", "--AWS_REGION=eu-central-1"]);

        using (var health = await service.Http.GetAsync("health/curated", TestContext.Current.CancellationToken))
        {
            // Its lake is empty.
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        }

        await RestAsync(service);

        var told = await service.StopAsync();
        foreach (var text in new[] { told, collector.Exported("logs"), collector.Exported("traces"), collector.Exported("metrics") })
        {
            Check(text);
        }

        Assert.Contains("query-failed", told, StringComparison.Ordinal);
        Assert.Contains("WHERE title = ?", collector.Exported("traces"), StringComparison.Ordinal);
    }

    private static void Check(string told)
    {
        // Fields of Protocol Buffers stand between control characters.
        var leaks = told.Split([.. Enumerable.Range(0, 32).Select(code => (char)code)]).Where(text => text.Contains(Word, StringComparison.OrdinalIgnoreCase) || text.Contains(Number, StringComparison.Ordinal));
        Assert.True(!leaks.Any(), string.Join('\n', leaks.Distinct(StringComparer.Ordinal)));
    }

    private static async Task RestAsync(ServiceProcess service)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        foreach (var sql in Statements)
        {
            using var duckdb = await service.Http.PostAsJsonAsync("v1/query", new { sql }, cancellationToken);
            using var athena = await service.Http.PostAsJsonAsync("v1/query", new { sql, dialect = "athena" }, cancellationToken);
        }

        foreach (var body in new object[]
        {
            new { sql = "SELECT title FROM movie_ratings WHERE movieid = $1", parameters = new object[] { Word } },
            new { sql = "SELECT title FROM movie_ratings WHERE title = $a", parameters = new { b = Word } },
            new { sql = "SELECT title FROM movie_ratings WHERE title = $a", parameters = new { a = Word, c = Number } },
            new { sql = "SELECT 1", dialect = Word, workGroup = Word },
            new { sql = "SELECT 1", workGroup = Word },
            new { sql = $"SELECT '{Word}', count(*) FROM range({Number}) a, range({Number}) b WHERE a.range * b.range = 7", timeout = 0.2 },
            Word,
        })
        {
            using var answer = await service.Http.PostAsJsonAsync("v1/query", body, cancellationToken);
        }

        using var broken = new StringContent($"{{\"sql\": \"SELECT '{Word}' {Number}", Encoding.UTF8, "application/json");
        using var refused = await service.Http.PostAsync("v1/query", broken, cancellationToken);
        foreach (var query in new[] { $"title=eq.{Word}", $"movieid=eq.{Word}", $"movieid=in.({Number},{Word})", $"title=match.({Word}", $"or=(title.eq.{Word},movieid.eq.{Number})", $"order=movieid&after=({Word})", $"movieid=gt.1&title=like.{Word}*&limit={Word}" })
        {
            using var resource = await service.Http.GetAsync($"v1/tables/movie_ratings?{query}", cancellationToken);
        }
    }

    private static async Task AthenaAsync(ServiceProcess service)
    {
        var athena = new AthenaClient(service.Http);
        foreach (var sql in Statements.Append($"UNLOAD (SELECT CAST('{Word}' AS INTEGER) AS a) TO 's3://bucket/{Word}/' WITH (format = 'JSON')").Append($"EXECUTE unknown USING '{Word}'").Append($"SELECT * FROM movie_ratings MATCH_RECOGNIZE (MEASURES '{Word}' AS a)"))
        {
            var (status, body) = await athena.SendAsync("StartQueryExecution", JsonSerializer.Serialize(new { QueryString = sql }));
            if (status == 200)
            {
                await athena.WaitAsync(body.GetProperty("QueryExecutionId").GetString()!);
            }
        }

        await athena.WaitAsync(await athena.StartAsync("SELECT title FROM movie_ratings WHERE movieid = ?", parameters: [$"'{Word}'"]));
        await athena.SendAsync("StartQueryExecution", $"{{\"QueryString\": \"SELECT '{Word}' {Number}");
        await athena.SendAsync("GetQueryExecution", JsonSerializer.Serialize(new { QueryExecutionId = Word }));
        await athena.SendAsync("CreatePreparedStatement", JsonSerializer.Serialize(new { StatementName = "p", WorkGroup = Word, QueryStatement = $"SELECT '{Word}'" }));
    }

    private static async Task FlightAsync(ServiceProcess service)
    {
        var home = await service.Http.GetFromJsonAsync<JsonElement>("", TestContext.Current.CancellationToken);
        foreach (var headers in new (string, string)[][] { [], [("lakehouse-dialect", "athena")] })
        {
            using var client = new FlightSqlClient(home.GetProperty("flightSql").GetString()!, headers);
            foreach (var sql in Statements)
            {
                await TryAsync(() => client.QueryAsync(sql));
                await TryAsync(() => client.PrepareAsync(sql));
            }

            var handle = (await client.PrepareAsync("SELECT title FROM movie_ratings WHERE movieid = ?")).PreparedStatementHandle;
            await TryAsync(async () =>
            {
                await client.BindAsync(handle, new RecordBatch.Builder().Append("1", false, column => column.String(values => values.Append(Word))).Build());
                return await client.ReadAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = handle });
            });
            await TryAsync(() => client.ReadAsync(new CommandGetTables { TableNameFilterPattern = Word }));
            await TryAsync(() => client.ReadAsync(new CommandStatementUpdate { Query = $"DELETE FROM movie_ratings WHERE title = '{Word}'" }));
        }

        static async Task TryAsync<T>(Func<Task<T>> call)
        {
            try
            {
                await call();
            }
            catch (RpcException)
            {
                // What the client is told is its own.
            }
        }
    }

    private static async Task McpAsync(ServiceProcess service)
    {
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(service.Http.BaseAddress!, "mcp"), TransportMode = HttpTransportMode.StreamableHttp }),
            cancellationToken: TestContext.Current.CancellationToken);
        foreach (var sql in Statements)
        {
            foreach (var dialect in new[] { "duckdb", "athena" })
            {
                await client.CallToolAsync("query", new Dictionary<string, object?> { ["sql"] = sql, ["dialect"] = dialect }, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        foreach (var (name, value) in new (string, object?)[] { ("limit", Word), ("dialect", Word), ("sql", 5) })
        {
            await client.CallToolAsync("query", new Dictionary<string, object?> { ["sql"] = $"SELECT '{Word}'", [name] = value }, cancellationToken: TestContext.Current.CancellationToken);
        }

        await client.CallToolAsync("describe_table", new Dictionary<string, object?> { ["table"] = Word }, cancellationToken: TestContext.Current.CancellationToken);
        await client.CallToolAsync("list_tables", new Dictionary<string, object?> { ["database"] = Word }, cancellationToken: TestContext.Current.CancellationToken);
    }
}
