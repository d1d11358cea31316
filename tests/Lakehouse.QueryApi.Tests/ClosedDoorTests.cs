using System.Text;
using System.Text.Json;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Tests.Athena;
using Lakehouse.QueryApi.Tests.Flight;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Lakehouse.QueryApi.Tests;

/// <summary>Somebody who may see ten rows of one table learns nothing of the rest, at whichever door they ask.</summary>
public sealed class ClosedDoorTests : IAsyncLifetime
{
    private const string Ratings = "datahandson_mds_movielens_deltalake.movie_ratings";

    private const string Key = "bob-key-0123456789";

    /// <summary>Names and numbers of what bob may not see.</summary>
    private static readonly string[] Hidden = ["user_tags", "movielens_staged", "movielens_dms_parquet", "quality_results", "tag_count", "Film 99"];

    private RunningApi api = null!;

    public async ValueTask InitializeAsync() => api = await RunningApi.StartAsync(
        "--Flight:Port=0",
        "--Access:Principals:ann:ApiKey=ann-key-0123456789",
        $"--Access:Principals:bob:ApiKey={Key}",
        $"--Access:Principals:bob:Allow={Ratings}",
        $"--Access:RowFilters:0:Table={Ratings}",
        "--Access:RowFilters:0:Principals=bob",
        "--Access:RowFilters:0:Where=movieid <= 10",
        $"--Access:Masks:0:Table={Ratings}",
        "--Access:Masks:0:Column=genres",
        "--Access:Masks:0:Principals=bob",
        "--Access:Masks:0:Value=NULL");

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task REST_tells_nothing_of_the_rest()
    {
        foreach (var path in new[] { "", "v1/tables", "v1/catalog/schemas", "v1/catalog/tables", $"v1/catalog/tables/{Ratings.Replace('.', '/')}", $"v1/catalog/tables/{Ratings.Replace('.', '/')}/schema", $"v1/catalog/tables/{Ratings.Replace('.', '/')}/lineage", "v1/catalog/tables/movielens_staged/movies", "v1/catalog/tables/movielens_staged/movie", "v1/tables/user_tag", "v1/tables/movielens_staged/moviez", "v1/tables/movie_ratings?nothing=eq.1", "v1/tables/$information_schema/tables", "v1/tables/information_schema/columns" })
        {
            Check(path, (await SendAsync(HttpMethod.Get, path, null)).Body);
        }

        foreach (var log in new[] { "history", "versions", "files" })
        {
            Assert.Equal(403, (await SendAsync(HttpMethod.Get, $"v1/catalog/tables/{Ratings.Replace('.', '/')}/{log}", null)).Status);
        }

        var details = (await SendAsync(HttpMethod.Get, $"v1/catalog/tables/{Ratings.Replace('.', '/')}", null)).Body;
        using var table = JsonDocument.Parse(details);
        Assert.Equal(JsonValueKind.Null, table.RootElement.GetProperty("table").GetProperty("rows").ValueKind);
        Assert.Empty(table.RootElement.GetProperty("history").EnumerateArray());
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("athena")]
    public async Task Statements_and_their_errors_tell_nothing_of_the_rest(string dialect)
    {
        foreach (var sql in new[]
        {
            "SELECT * FROM user_tagz", "SELECT * FROM user_tag", "SELECT * FROM nothing", "SELECT * FROM movielens_stage.movies", "SELECT * FROM movielens_staged.nothing", "SELECT * FROM datahandson_mds_movielens_deltalake.user_tag",
            "SELECT nothing FROM movie_ratings", "SELECT tag + 1 FROM user_tagz", "SHOW TABLES", "SHOW DATABASES", "SHOW TABLES FROM nowhere", "DESCRIBE nothing", "EXPLAIN SELECT * FROM movie_ratings", "EXPLAIN ANALYZE SELECT * FROM movie_ratings",
            "SELECT * FROM information_schema.tables", "EXECUTE IMMEDIATE 'SHOW TABLES'", "EXECUTE IMMEDIATE 'SHOW DATABASES'", "SHOW CREATE TABLE nothing", "SHOW COLUMNS FROM nothing", "SHOW PARTITIONS nothing",
        })
        {
            var (status, body) = await SendAsync(HttpMethod.Post, "v1/query", JsonSerializer.Serialize(new { sql, dialect }));
            Assert.True(status is 400 or 403, $"{sql}: {body}");
            Check(sql, body);
        }

        // How many files are left out would tell of the values in them.
        foreach (var condition in new[] { "movieid > 5", "movieid > 1000", "genres = 'Drama|Comedy'" })
        {
            using var answer = JsonDocument.Parse((await SendAsync(HttpMethod.Post, "v1/query", JsonSerializer.Serialize(new { sql = $"SELECT count(*) FROM movie_ratings WHERE {condition}", dialect }))).Body);
            Assert.Equal(1, answer.RootElement.GetProperty("statistics").GetProperty("filesScanned").GetInt64());
        }
    }

    [Fact]
    public async Task Athenas_protocol_tells_nothing_of_the_rest()
    {
        using var bobs = new HttpClient { BaseAddress = api.Http.BaseAddress };
        bobs.DefaultRequestHeaders.Add("X-Api-Key", Key);
        using var anns = new HttpClient { BaseAddress = api.Http.BaseAddress };
        anns.DefaultRequestHeaders.Add("X-Api-Key", "ann-key-0123456789");
        var (bob, ann) = (new AthenaClient(bobs), new AthenaClient(anns));
        var named = (await ann.CallAsync("CreateNamedQuery", new { Name = "hers", Database = "d", QueryString = "SELECT 'hers'", ClientRequestToken = new string('t', 32) })).GetProperty("NamedQueryId").GetString();
        await ann.CallAsync("CreatePreparedStatement", new { StatementName = "hers", WorkGroup = "primary", QueryStatement = "SELECT 'hers'" });

        Assert.Equal("datahandson_mds_movielens_deltalake", Assert.Single((await bob.CallAsync("ListDatabases", new { CatalogName = "AwsDataCatalog" })).GetProperty("DatabaseList").EnumerateArray()).GetProperty("Name").GetString());
        Assert.Single((await bob.CallAsync("ListTableMetadata", new { CatalogName = "AwsDataCatalog", DatabaseName = "datahandson_mds_movielens_deltalake" })).GetProperty("TableMetadataList").EnumerateArray());
        Assert.Empty((await bob.CallAsync("ListNamedQueries", new { })).GetProperty("NamedQueryIds").EnumerateArray());
        Assert.Empty((await bob.CallAsync("ListPreparedStatements", new { WorkGroup = "primary" })).GetProperty("PreparedStatements").EnumerateArray());
        foreach (var (action, input) in new (string, object)[]
        {
            ("GetDatabase", new { CatalogName = "AwsDataCatalog", DatabaseName = "movielens_staged" }),
            ("ListTableMetadata", new { CatalogName = "AwsDataCatalog", DatabaseName = "movielens_staged" }),
            ("GetTableMetadata", new { CatalogName = "AwsDataCatalog", DatabaseName = "datahandson_mds_movielens_deltalake", TableName = "user_tags" }),
            ("GetNamedQuery", new { NamedQueryId = named }),
            ("UpdateNamedQuery", new { NamedQueryId = named, Name = "mine", QueryString = "SELECT 1" }),
            ("DeleteNamedQuery", new { NamedQueryId = named }),
            ("GetPreparedStatement", new { StatementName = "hers", WorkGroup = "primary" }),
            ("UpdatePreparedStatement", new { StatementName = "hers", WorkGroup = "primary", QueryStatement = "SELECT 1" }),
            ("DeletePreparedStatement", new { StatementName = "hers", WorkGroup = "primary" }),
            ("CreatePreparedStatement", new { StatementName = "hers", WorkGroup = "primary", QueryStatement = "SELECT 1" }),
            ("CreateWorkGroup", new { Name = "mine" }),
            ("UpdateWorkGroup", new { WorkGroup = "primary", State = "DISABLED" }),
            ("DeleteWorkGroup", new { WorkGroup = "primary", RecursiveDeleteOption = true }),
            ("TagResource", new { ResourceARN = "arn:aws:athena:eu-central-1:123456789012:workgroup/primary", Tags = Array.Empty<object>() }),
        })
        {
            var (_, message, _) = await bob.FailAsync(action, input);
            Assert.DoesNotContain("'hers'", message, StringComparison.Ordinal);
        }

        await bob.CallAsync("CreateNamedQuery", new { Name = "his", Database = "d", QueryString = "SELECT 'his'", ClientRequestToken = new string('t', 32) });
        Assert.Single((await bob.CallAsync("ListNamedQueries", new { })).GetProperty("NamedQueryIds").EnumerateArray());
        Assert.Equal(2, (await ann.CallAsync("ListNamedQueries", new { })).GetProperty("NamedQueryIds").GetArrayLength());
        foreach (var sql in new[] { "SHOW TABLES", "DESCRIBE nothing", "SELECT * FROM user_tagz", "EXECUTE hers", "DEALLOCATE PREPARE hers", "EXECUTE IMMEDIATE 'SHOW DATABASES'", "UNLOAD (SELECT * FROM user_tags) TO 's3://bucket/his/' WITH (format = 'JSON')" })
        {
            var execution = await bob.WaitAsync(await bob.StartAsync(sql));
            Assert.Equal("FAILED", execution.GetProperty("Status").GetProperty("State").GetString());
            Check(sql, execution.GetProperty("Status").GetProperty("StateChangeReason").GetString()!);
        }
    }

    [Fact]
    public async Task Flight_and_assistants_are_told_nothing_of_the_rest()
    {
        using var bob = new FlightSqlClient(await FlightApi.AddressAsync(api, Key), ("authorization", $"Bearer {Key}"));
        Assert.Equal(["datahandson_mds_movielens_deltalake"], await bob.TextsAsync(new CommandGetDbSchemas(), 1));
        Assert.Equal(["movie_ratings"], await bob.TextsAsync(new CommandGetTables(), 2));
        foreach (var sql in new[] { "SELECT * FROM user_tagz", "SELECT * FROM user_tags", "SHOW TABLES", "EXPLAIN ANALYZE SELECT * FROM movie_ratings" })
        {
            var refused = await bob.RefusedAsync(new CommandStatementQuery { Query = sql });
            Assert.Equal(Grpc.Core.StatusCode.PermissionDenied, refused.StatusCode);
            Check(sql, refused.Status.Detail);
        }

        await using var assistant = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(api.Http.BaseAddress!, "mcp"), TransportMode = HttpTransportMode.StreamableHttp, AdditionalHeaders = new Dictionary<string, string> { ["X-Api-Key"] = Key } }),
            cancellationToken: TestContext.Current.CancellationToken);
        foreach (var (tool, argument, value) in new[] { ("list_tables", "database", (string?)null), ("list_tables", "database", "nowhere"), ("list_tables", "database", "movielens_staged"), ("describe_table", "table", "movie_ratings"), ("describe_table", "table", "user_tag"), ("describe_table", "table", "$information_schema.columns"), ("query", "sql", "SELECT * FROM user_tag"), ("query", "sql", "SELECT * FROM movie_ratings") })
        {
            var result = await assistant.CallToolAsync(tool, new Dictionary<string, object?> { [argument] = value }, cancellationToken: TestContext.Current.CancellationToken);
            var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
            Check($"{tool} {value}", text);
            Assert.DoesNotContain("| 100 |", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Drama|Comedy", text, StringComparison.Ordinal);
        }
    }

    /// <summary>A table's name may come back as the one who asks wrote it.</summary>
    private static void Check(string asked, string told)
    {
        foreach (var name in Hidden.Where(name => !asked.Contains(name, StringComparison.Ordinal)))
        {
            Assert.False(told.Contains(name, StringComparison.Ordinal), $"{asked} told of {name}: {told}");
        }
    }

    private async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, "/" + path) { Headers = { { "X-Api-Key", Key } } };
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
