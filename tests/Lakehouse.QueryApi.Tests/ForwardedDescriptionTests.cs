using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Forwarding;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Tests.Flight;

namespace Lakehouse.QueryApi.Tests;

/// <summary>While Athena answers, clients learn columns before rows, and ask tables as resources, as they do from the local engine.</summary>
[Collection("Athena's emulator has one queue of results")]
public class ForwardedDescriptionTests(AwsEmulator emulator)
{
    private static readonly (string, string)[] Films = [("movieid", "integer"), ("title", "varchar"), ("avg_rating", "double")];

    [Fact]
    public async Task Flight_clients_get_columns_and_rows_from_the_emulator()
    {
        var address = emulator.Address();
        await emulator.CreateWorkGroupAsync("lakehouse-test");
        await using var api = await StartAsync(address, $"--Query:Athena:OutputLocation=s3://{AwsEmulator.Bucket}/athena/");
        using var client = new FlightSqlClient(await FlightApi.AddressAsync(api));
        await emulator.QueueResultAsync(Films);
        await emulator.QueueResultAsync(Films, ["1", "Toy Story (1995)", "3.92"]);

        var (schema, batches) = await client.QueryAsync("SELECT * FROM movie_ratings");

        Assert.Equal(["movieid int32", "title utf8", "avg_rating double"], schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}"));
        Assert.Equal("Toy Story (1995)", ((StringArray)Assert.Single(batches).Column(1)).GetString(0));
    }

    [Fact]
    public async Task A_prepared_statement_is_described_without_running_it()
    {
        var sent = new List<JsonElement>();
        await using var athena = await AnsweringAsync(sent);
        await using var api = await StartAsync(athena.Address);
        using var client = new FlightSqlClient(await FlightApi.AddressAsync(api));

        var prepared = await client.PrepareAsync("SELECT title FROM movie_ratings WHERE movieid = ? LIMIT ?;");

        Assert.Equal("SELECT * FROM (\nSELECT title FROM movie_ratings WHERE movieid = ? LIMIT ?\n) LIMIT 0", sent[0].GetProperty("QueryString").GetString());
        Assert.Equal(["NULL", "1"], sent[0].GetProperty("ExecutionParameters").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal(["title"], Schema(prepared.DatasetSchema).FieldsList.Select(field => field.Name));
        Assert.Equal(["1 utf8", "2 utf8"], Schema(prepared.ParameterSchema).FieldsList.Select(field => $"{field.Name} {field.DataType.Name}"));
        Assert.Single(sent);
    }

    [Fact]
    public async Task The_list_of_tables_has_their_columns_from_Athena()
    {
        await using var athena = await AnsweringAsync([]);
        await using var api = await StartAsync(athena.Address);
        using var client = new FlightSqlClient(await FlightApi.AddressAsync(api));

        var (_, batches) = await client.ReadAsync(new CommandGetTables { IncludeSchema = true, DbSchemaFilterPattern = "datahandson%" });

        var schemas = (BinaryArray)Assert.Single(batches).Column(4);
        Assert.Equal(2, schemas.Length);
        Assert.All(Enumerable.Range(0, 2), row => Assert.Equal(["title"], Schema(ByteString.CopyFrom(schemas.GetBytes(row))).FieldsList.Select(field => field.Name)));
    }

    [Theory]
    [InlineData("avg_rating=gte.4.5&title=ilike.*it's*&order=avg_rating.desc,movieid&offset=2&limit=5", "\"avg_rating\" >= CAST('4.5' AS DOUBLE) AND lower(\"title\") LIKE lower(CAST('%it''s%' AS VARCHAR)) ORDER BY resource.\"avg_rating\" DESC NULLS LAST, resource.\"movieid\" ASC NULLS LAST OFFSET 2 LIMIT 5")]
    [InlineData("title=imatch.^toy&limit=1", "regexp_like(\"title\", CAST('(?i)^toy' AS VARCHAR)) LIMIT 1")]
    [InlineData("order=avg_rating,movieid&after=(4.5,7)&limit=1", "(((\"avg_rating\" > CAST('4.5' AS DOUBLE) OR \"avg_rating\" IS NULL)) OR (\"avg_rating\" IS NOT DISTINCT FROM CAST('4.5' AS DOUBLE) AND (\"movieid\" > CAST('7' AS INTEGER) OR \"movieid\" IS NULL))) ORDER BY resource.\"avg_rating\" ASC NULLS LAST, resource.\"movieid\" ASC NULLS LAST LIMIT 1")]
    public async Task A_resource_is_asked_in_Athenas_SQL(string query, string expected)
    {
        var sent = new List<JsonElement>();
        await using var athena = await AnsweringAsync(sent);
        await using var api = await StartAsync(athena.Address);

        using var response = await api.Http.GetAsync(new Uri($"v1/tables/movie_ratings?{query}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("[{\"title\":\"Toy Story\"}]", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var sql = Assert.Single(sent);
        Assert.Equal($"SELECT * FROM \"datahandson_mds_movielens_deltalake\".\"movie_ratings\" AS resource WHERE {expected}", sql.GetProperty("QueryString").GetString());
        Assert.False(sql.TryGetProperty("ExecutionParameters", out _));
    }

    [Theory]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a -- all\n;", "SELECT * FROM (\nWITH a AS (SELECT 1) SELECT * FROM a\n) LIMIT 0")]
    [InlineData("SHOW TABLES", "SHOW TABLES")]
    [InlineData("EXPLAIN ANALYZE SELECT 1", "EXPLAIN  SELECT 1")]
    [InlineData("EXPLAIN SELECT '?'", "EXPLAIN SELECT '?'")]
    public void A_probe_reads_nothing(string sql, string expected) => Assert.Equal(expected, StatementProbe.Of(sql).Sql);

    [Theory]
    [InlineData("DROP TABLE t")]
    [InlineData("INSERT INTO t SELECT 1")]
    [InlineData("UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'PARQUET')")]
    public void What_would_change_something_is_not_described(string sql) => Assert.Equal(Problem.NotSupported, Assert.Throws<QueryException>(() => StatementProbe.Of(sql)).Problem);

    private static Schema Schema(ByteString message)
    {
        using var reader = new ArrowStreamReader(new MemoryStream(message.ToByteArray()));
        return reader.Schema;
    }

    /// <summary>Athena with one answer, which takes note of the statements that it is given.</summary>
    private static Task<FakeAthena> AnsweringAsync(List<JsonElement> sent) => FakeAthena.StartAsync((action, body) =>
    {
        if (action == "StartQueryExecution")
        {
            lock (sent)
            {
                sent.Add(body);
            }
        }

        var isDescription = body.TryGetProperty("QueryExecutionId", out var id) && id.GetString() == "description";
        return (200, action switch
        {
            "StartQueryExecution" => new { QueryExecutionId = body.GetProperty("QueryString").GetString()!.EndsWith("LIMIT 0", StringComparison.Ordinal) ? "description" : "rows" },
            "GetQueryExecution" => new { QueryExecution = new { QueryExecutionId = id.GetString(), StatementType = "DML", Status = new { State = "SUCCEEDED" } } },
            _ => (object)new
            {
                ResultSet = new
                {
                    Rows = isDescription ? new[] { Row("title") } : [Row("title"), Row("Toy Story")],
                    ResultSetMetadata = new { ColumnInfo = new[] { new { Name = "title", Type = "varchar" } } },
                },
            },
        });

        static object Row(string value) => new { Data = new[] { new { VarCharValue = value } } };
    });

    private static Task<RunningApi> StartAsync(string athena, params string[] settings) =>
        RunningApi.StartAsync(["--Query:Engine=athena", "--Flight:Port=0", "--Query:Athena:WorkGroup=lakehouse-test", $"--Query:Athena:Endpoint={athena}", .. settings]);
}
