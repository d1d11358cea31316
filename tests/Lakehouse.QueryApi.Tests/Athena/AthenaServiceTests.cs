using System.Diagnostics;

namespace Lakehouse.QueryApi.Tests.Athena;

public class AthenaServiceTests(RunningApi api)
{
    private readonly AthenaClient athena = new(api.Http);

    [Fact]
    public async Task Named_queries_are_kept()
    {
        var id = (await athena.CallAsync("CreateNamedQuery", new { Name = "best", Database = "db", QueryString = "SELECT 1", Description = "d" })).GetProperty("NamedQueryId").GetString();
        await athena.CallAsync("UpdateNamedQuery", new { NamedQueryId = id, Name = "better", QueryString = "SELECT 2" });

        var query = (await athena.CallAsync("GetNamedQuery", new { NamedQueryId = id })).GetProperty("NamedQuery");
        Assert.Equal(("better", "SELECT 2", "d", "primary"), (query.GetProperty("Name").GetString(), query.GetProperty("QueryString").GetString(), query.GetProperty("Description").GetString(), query.GetProperty("WorkGroup").GetString()));
        Assert.Contains(id, (await athena.CallAsync("ListNamedQueries", new { })).GetProperty("NamedQueryIds").EnumerateArray().Select(item => item.GetString()));
        await athena.CallAsync("DeleteNamedQuery", new { NamedQueryId = id });
        Assert.Equal(id, (await athena.CallAsync("BatchGetNamedQuery", new { NamedQueryIds = new[] { id } })).GetProperty("UnprocessedNamedQueryIds")[0].GetProperty("NamedQueryId").GetString());
    }

    [Fact]
    public async Task Work_groups_are_made_changed_tagged_and_deleted()
    {
        var name = "group-" + Guid.NewGuid().ToString("N");
        await athena.CallAsync("CreateWorkGroup", new { Name = name, Configuration = new { ResultConfiguration = new { OutputLocation = "s3://forced/" }, BytesScannedCutoffPerQuery = 10_000_000 }, Tags = new[] { new { Key = "team", Value = "data" } } });

        var group = (await athena.CallAsync("GetWorkGroup", new { WorkGroup = name })).GetProperty("WorkGroup");
        Assert.Equal("ENABLED", group.GetProperty("State").GetString());
        Assert.Equal(10_000_000, group.GetProperty("Configuration").GetProperty("BytesScannedCutoffPerQuery").GetInt64());
        var arn = $"arn:aws:athena:eu-central-1:123456789012:workgroup/{name}";
        Assert.Equal("data", (await athena.CallAsync("ListTagsForResource", new { ResourceARN = arn })).GetProperty("Tags")[0].GetProperty("Value").GetString());

        // The group's location wins over the request's.
        var id = (await athena.CallAsync("StartQueryExecution", new { QueryString = "SELECT 1", WorkGroup = name, ResultConfiguration = new { OutputLocation = "s3://mine/" } })).GetProperty("QueryExecutionId").GetString()!;
        Assert.Equal($"s3://forced/{id}.csv", (await athena.WaitAsync(id)).GetProperty("ResultConfiguration").GetProperty("OutputLocation").GetString());

        await athena.CallAsync("UpdateWorkGroup", new { WorkGroup = name, State = "DISABLED" });
        Assert.Equal("InvalidRequestException", (await athena.FailAsync("StartQueryExecution", new { QueryString = "SELECT 1", WorkGroup = name })).Type);
        await athena.CallAsync("DeleteWorkGroup", new { WorkGroup = name });
        Assert.Contains("is not found", (await athena.FailAsync("GetWorkGroup", new { WorkGroup = name })).Message, StringComparison.Ordinal);
        Assert.Equal("The primary WorkGroup cannot be deleted", (await athena.FailAsync("DeleteWorkGroup", new { WorkGroup = "primary" })).Message);
    }

    [Fact]
    public async Task The_catalog_is_told()
    {
        Assert.Equal("AwsDataCatalog", (await athena.CallAsync("ListDataCatalogs", new { })).GetProperty("DataCatalogsSummary")[0].GetProperty("CatalogName").GetString());
        Assert.Equal(4, (await athena.CallAsync("ListDatabases", new { CatalogName = "AwsDataCatalog" })).GetProperty("DatabaseList").GetArrayLength());
        var tables = await athena.CallAsync("ListTableMetadata", new { CatalogName = "AwsDataCatalog", DatabaseName = "datahandson_mds_movielens_deltalake", Expression = "user.*" });
        Assert.Equal("user_tags", Assert.Single(tables.GetProperty("TableMetadataList").EnumerateArray()).GetProperty("Name").GetString());
        var raw = await athena.CallAsync("GetTableMetadata", new { CatalogName = "awsdatacatalog", DatabaseName = "movielens_dms_parquet", TableName = "movies" });
        Assert.Equal(["Op string", "movieid int", "title string", "added_later string"], raw.GetProperty("TableMetadata").GetProperty("Columns").EnumerateArray().Select(column => $"{column.GetProperty("Name").GetString()} {column.GetProperty("Type").GetString()}"));
        Assert.Equal("MetadataException", (await athena.FailAsync("GetTableMetadata", new { CatalogName = "AwsDataCatalog", DatabaseName = "movielens_staged", TableName = "nothing" })).Type);
    }

    [Theory]
    [InlineData("", "{}", "application/x-amz-json-1.1", "UnknownOperationException")]
    [InlineData("DropEverything", "{}", "application/x-amz-json-1.1", "UnknownOperationException")]
    [InlineData("StartSession", "{}", "application/x-amz-json-1.1", "InvalidRequestException")]
    [InlineData("StartQueryExecution", "{}", "application/x-amz-json-1.1", "InvalidRequestException")]
    [InlineData("StartQueryExecution", "{\"QueryString\":1}", "application/x-amz-json-1.1", "SerializationException")]
    [InlineData("StartQueryExecution", "{\"QueryString\":\"\"}", "application/x-amz-json-1.1", "InvalidRequestException")]
    [InlineData("StartQueryExecution", "{\"QueryString\":\"SELECT '\\ud800'\"}", "application/x-amz-json-1.1", "SerializationException")]
    [InlineData("StartQueryExecution", "{\"QueryString\":\"SELECT 1\",\"QueryString\":\"SELECT 2\"}", "application/x-amz-json-1.1", "SerializationException")]
    [InlineData("StartQueryExecution", "{\"QueryString\":\"SELECT 1\"}", "text/plain", "SerializationException")]
    [InlineData("StartQueryExecution", "{\"QueryString\":\"SELECT 1\",\"ClientRequestToken\":\"short\"}", "application/x-amz-json-1.1", "InvalidRequestException")]
    [InlineData("StartQueryExecution", "{\"QueryString\":\"SELECT 1\",\"WorkGroup\":\"none\"}", "application/x-amz-json-1.1", "InvalidRequestException")]
    [InlineData("StartQueryExecution", "[]", "application/x-amz-json-1.1", "SerializationException")]
    [InlineData("StartQueryExecution", "{", "application/x-amz-json-1.1", "SerializationException")]
    [InlineData("GetQueryExecution", "{\"QueryExecutionId\":\"../../state\"}", "application/x-amz-json-1.1", "InvalidRequestException")]
    [InlineData("GetQueryResults", "{\"QueryExecutionId\":\"x\",\"MaxResults\":0}", "application/x-amz-json-1.1", "InvalidRequestException")]
    public async Task What_is_not_understood_is_refused_in_Athenas_shape(string action, string body, string contentType, string type)
    {
        var (status, error) = await athena.SendAsync(action, body, contentType);

        Assert.Equal((400, type), (status, error.GetProperty("__type").GetString()));
        Assert.NotEmpty(error.GetProperty("Message").GetString()!);
    }

    [Fact]
    public async Task A_work_group_bounds_what_a_query_scans_and_the_service_what_waits()
    {
        await using var small = await RunningApi.StartAsync("--Athena:WorkGroups:tiny:BytesScannedCutoffPerQuery=10", "--Athena:MaxQueued=1");
        var client = new AthenaClient(small.Http);

        var execution = await client.WaitAsync(await client.StartAsync("SELECT count(*) FROM movie_ratings", workGroup: "tiny"));
        Assert.Equal("CANCELLED", execution.GetProperty("Status").GetProperty("State").GetString());
        Assert.StartsWith("Bytes scanned limit was exceeded", execution.GetProperty("Status").GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
        Assert.Contains("Athena:WorkGroups:tiny", (await client.FailAsync("DeleteWorkGroup", new { WorkGroup = "tiny" })).Message, StringComparison.Ordinal);

        var slow = await client.StartAsync("SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 100000)) AS b(y) CROSS JOIN UNNEST(sequence(1, 1000)) AS c(z) WHERE x * y = z + 3");
        var (type, _, body) = await client.FailAsync("StartQueryExecution", new { QueryString = "SELECT 1" });
        Assert.Equal(("TooManyRequestsException", "CONCURRENT_QUERY_LIMIT_EXCEEDED"), (type, body.GetProperty("Reason").GetString()));
        await client.CallAsync("StopQueryExecution", new { QueryExecutionId = slow });
    }

    [Fact]
    public async Task A_service_that_starts_anew_finds_what_was_kept()
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-athena-").FullName;
        try
        {
            string id, query;
            await using (var first = await RunningApi.StartAsync($"--Athena:Folder={folder}"))
            {
                var client = new AthenaClient(first.Http);
                id = await client.StartAsync("SELECT 'kept' AS word");
                await client.WaitAsync(id);
                query = (await client.CallAsync("CreateNamedQuery", new { Name = "n", Database = "d", QueryString = "SELECT 1" })).GetProperty("NamedQueryId").GetString()!;
            }

            await using var second = await RunningApi.StartAsync($"--Athena:Folder={folder}");
            var athena = new AthenaClient(second.Http);
            Assert.Equal(["word", "kept"], AthenaClient.Rows(await athena.CallAsync("GetQueryResults", new { QueryExecutionId = id })));
            Assert.Equal(id, (await athena.CallAsync("ListQueryExecutions", new { })).GetProperty("QueryExecutionIds")[0].GetString());
            Assert.Equal("n", (await athena.CallAsync("GetNamedQuery", new { NamedQueryId = query })).GetProperty("NamedQuery").GetProperty("Name").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Boto3_and_the_AWS_command_line_work_unchanged()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Athena", "clients.py");
        using var process = Process.Start(new ProcessStartInfo("python3", [script, api.Http.BaseAddress!.ToString(), Path.Combine(api.Lake.Root, "athena", "results")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test", ["AWS_DEFAULT_REGION"] = "eu-central-1", ["AWS_EC2_METADATA_DISABLED"] = "true", ["AWS_CONFIG_FILE"] = "/dev/null", ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null" },
        });
        Assert.SkipWhen(process is null, "python3 is not installed.");
        var errors = process!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.SkipWhen(process.ExitCode == 77, "boto3 is not installed.");
        Assert.True(process.ExitCode == 0, output + await errors);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
    }
}
