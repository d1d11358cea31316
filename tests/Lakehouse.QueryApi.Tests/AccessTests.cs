using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Lakehouse.QueryApi.Tests;

public class AccessTests
{
    private const string Ratings = "datahandson_mds_movielens_deltalake.movie_ratings";

    private static readonly string[] Settings =
    [
        "--Access:Principals:ann:ApiKey=ann-key-0123456789",
        "--Access:Principals:bob:ApiKey=bob-key-0123456789",
        $"--Access:Principals:bob:Allow={Ratings}, movielens_staged.*",
        "--Access:Principals:carl:AccessKeyId=AKIACARL",
        "--Access:Principals:carl:SecretAccessKey=carls-secret",
        $"--Access:RowFilters:0:Table={Ratings}",
        "--Access:RowFilters:0:Principals=bob",
        "--Access:RowFilters:0:Where=movieid <= 10",
        $"--Access:Masks:0:Table={Ratings}",
        "--Access:Masks:0:Column=title",
        "--Access:Masks:0:Principals=bob",
        "--Access:Masks:0:Value=left(title, 1) || '…'",
    ];

    [Fact]
    public async Task Requests_have_to_prove_who_they_come_from()
    {
        await using var api = await RunningApi.StartAsync(Settings);

        Assert.Equal(HttpStatusCode.OK, (await api.Http.GetAsync("health", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Http.GetAsync("health/curated", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal((401, "unauthorized"), await StatusAsync(api, null, "SELECT 1"));
        Assert.Equal((401, "unauthorized"), await StatusAsync(api, "wrong-key-0123456789", "SELECT 1"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Http.GetAsync("v1/catalog/tables", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal("[[100]]", await RowsAsync(api, "ann-key-0123456789", "SELECT count(*) FROM movie_ratings"));
    }

    [Fact]
    public async Task A_principal_sees_the_tables_rows_and_columns_that_are_theirs()
    {
        await using var api = await RunningApi.StartAsync(Settings);
        for (var turn = 0; turn < 3; turn++)
        {
            // The same workers answer both, one after the other.
            Assert.Equal("[[10,\"F…\"]]", await RowsAsync(api, "bob-key-0123456789", "SELECT count(*), max(title) FROM movie_ratings"));
            Assert.Equal("[[100,\"Film 99\"]]", await RowsAsync(api, "ann-key-0123456789", "SELECT count(*), max(title) FROM movie_ratings"));
        }

        Assert.Equal("[[10]]", await RowsAsync(api, "bob-key-0123456789", "SELECT count(*) FROM \"movie_ratings@v0\""));
        Assert.Equal("[[0]]", await RowsAsync(api, "bob-key-0123456789", "SELECT count(*) FROM movie_ratings WHERE title = 'Film 1' OR movieid > 10"));
        Assert.Equal("[[100]]", await RowsAsync(api, "bob-key-0123456789", "SELECT count(*) FROM movielens_staged.movies"));
        foreach (var sql in new[] { "SELECT * FROM user_tags", "SELECT 1 WHERE EXISTS (SELECT 1 FROM user_tags)", "SELECT * FROM \"user_tags@v0\"", "SELECT * FROM \"user_tags$files\"", "SELECT * FROM \"movie_ratings$files\"", "SELECT * FROM \"movie_ratings$history\"", "EXPLAIN SELECT * FROM user_tags", "DESCRIBE user_tags", "SUMMARIZE user_tags", "SHOW TABLES", "SELECT * FROM \"$information_schema\".columns" })
        {
            Assert.Equal((403, "forbidden"), await StatusAsync(api, "bob-key-0123456789", sql));
        }

        foreach (var sql in new[] { "SELECT * FROM user_tags", "SHOW TABLES", "DESCRIBE user_tags", "SELECT * FROM information_schema.tables", "TABLE user_tags" })
        {
            Assert.Equal((403, "forbidden"), await StatusAsync(api, "bob-key-0123456789", sql, "athena"));
        }

        var listing = await SendAsync(api, "bob-key-0123456789", HttpMethod.Get, "v1/catalog/tables", null);
        Assert.DoesNotContain("user_tags", listing.Body, StringComparison.Ordinal);
        Assert.Equal(404, (await SendAsync(api, "bob-key-0123456789", HttpMethod.Get, "v1/catalog/tables/datahandson_mds_movielens_deltalake/user_tags", null)).Status);
    }

    [Fact]
    public async Task Resources_show_a_principal_no_more_than_queries_do()
    {
        await using var api = await RunningApi.StartAsync(Settings);
        foreach (var (key, path, expected) in new[]
        {
            ("bob-key-0123456789", "movie_ratings?select=movieid,title&order=movieid.desc&limit=1", (200, "[{\"movieid\":10,\"title\":\"F…\"}]")),
            ("ann-key-0123456789", "movie_ratings?select=movieid,title&order=movieid.desc&limit=1", (200, "[{\"movieid\":100,\"title\":\"Film 100\"}]")),
            // A condition on a masked column asks the mask, not the value behind it.
            ("bob-key-0123456789", "movie_ratings?title=eq.Film 1", (200, "[]")),
            ("bob-key-0123456789", "movie_ratings?movieid=gt.10", (200, "[]")),
            ("bob-key-0123456789", "movie_ratings@v0?select=movieid&movieid=in.(1,99)", (200, "[{\"movieid\":1}]")),
            ("bob-key-0123456789", "movielens_staged/movies?select=movieid&limit=0", (200, "[]")),
        })
        {
            var (status, body) = await SendAsync(api, key, HttpMethod.Get, $"v1/tables/{path}", null);
            Assert.Equal(expected, (status, body));
        }

        foreach (var path in new[] { "user_tags", "user_tags@v0", "movielens_dms_parquet/movies", "ops/runs", "no_such_table" })
        {
            var (status, body) = await SendAsync(api, "bob-key-0123456789", HttpMethod.Get, $"v1/tables/{path}", null);
            Assert.Equal(404, status);
            // Whoever may not see a table does not learn whether it is there.
            Assert.Contains("that bob may read", body, StringComparison.Ordinal);
        }

        Assert.Equal(401, (await SendAsync(api, null, HttpMethod.Get, "v1/tables/movie_ratings", null)).Status);
        var (_, listing) = await SendAsync(api, "bob-key-0123456789", HttpMethod.Get, "v1/tables", null);
        Assert.Contains("movielens_staged", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("user_tags", listing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM movie_ratings WHERE movieid * 100000000 > 0")]
    [InlineData("SELECT count(*) FROM movie_ratings WHERE (movieid + 2147483600) > 0 AND title <> 'x'")]
    [InlineData("SELECT count(*) FROM movie_ratings a JOIN (VALUES (1), (2)) b(x) ON a.movieid * 100000000 > b.x")]
    [InlineData("SELECT count(*) FROM movie_ratings WHERE CASE WHEN movieid > 10 THEN CAST('seen ' || movieid AS INTEGER) ELSE 1 END > 0")]
    [InlineData("SELECT count(*) FROM movie_ratings a JOIN (VALUES (50)) b(x) ON CASE WHEN a.movieid = b.x THEN CAST('seen ' || a.movieid AS INTEGER) ELSE 1 END > 0")]
    [InlineData("WITH movie_ratings AS (SELECT * FROM movie_ratings) SELECT sum(CASE WHEN movieid > 10 THEN CAST('seen ' || movieid AS INTEGER) ELSE 1 END) FROM movie_ratings")]
    [InlineData("SELECT sum(movieid) FROM (SELECT * FROM movie_ratings ORDER BY CASE WHEN movieid > 10 THEN CAST('seen ' || movieid AS INTEGER) ELSE 1 END LIMIT 5)")]
    [InlineData("SELECT movieid FROM \"movie_ratings@v0\" WHERE CASE WHEN movieid > 10 THEN CAST('seen ' || movieid AS INTEGER) ELSE 1 END > 0")]
    [InlineData("SELECT (SELECT max(CASE WHEN m.movieid > 10 THEN CAST('seen ' || m.movieid AS INTEGER) ELSE 1 END) FROM movie_ratings m WHERE m.movieid >= o.movieid) FROM movielens_staged.movies o")]
    public async Task An_error_does_not_tell_of_rows_that_are_left_out(string sql)
    {
        // A filter that the engine takes for dearer than the statement's own conditions.
        await using var api = await RunningApi.StartAsync(["--Access:Principals:bob:ApiKey=bob-key-0123456789", $"--Access:RowFilters:0:Table={Ratings}", "--Access:RowFilters:0:Where=regexp_matches(reverse(title), '^[0-9]( |0 |01 )') AND length(title) < 8 AND title NOT LIKE 'Film __'"]);

        var (_, body) = await SendAsync(api, "bob-key-0123456789", HttpMethod.Post, "v1/query", JsonSerializer.Serialize(new { sql }));

        Assert.Equal("[[8]]", await RowsAsync(api, "bob-key-0123456789", "SELECT count(*) FROM movie_ratings"));
        Assert.DoesNotMatch("seen [0-9]|Overflow", body);
        Assert.Contains("\"rows\"", body, StringComparison.Ordinal);
        // A plan would tell how many rows there are, and the filter itself.
        Assert.Equal((403, "forbidden"), await StatusAsync(api, "bob-key-0123456789", "EXPLAIN SELECT count(*) FROM movie_ratings"));
    }

    [Fact]
    public async Task Nobody_sees_the_results_of_others()
    {
        await using var api = await RunningApi.StartAsync(Settings);
        var id = await AthenaAsync(api, "ann-key-0123456789", "StartQueryExecution", new { QueryString = "SELECT 1" });
        var query = new { QueryExecutionId = id.GetProperty("QueryExecutionId").GetString() };

        Assert.True((await AthenaAsync(api, "ann-key-0123456789", "GetQueryExecution", query)).TryGetProperty("QueryExecution", out _));
        foreach (var action in new[] { "GetQueryExecution", "GetQueryResults", "StopQueryExecution", "GetQueryRuntimeStatistics" })
        {
            Assert.EndsWith("was not found", (await AthenaAsync(api, "bob-key-0123456789", action, query)).GetProperty("Message").GetString(), StringComparison.Ordinal);
        }

        Assert.Empty((await AthenaAsync(api, "bob-key-0123456789", "ListQueryExecutions", new { })).GetProperty("QueryExecutionIds").EnumerateArray());
    }

    [Fact]
    public async Task Signatures_of_AWS_are_checked_for_real()
    {
        await using var api = await RunningApi.StartAsync(Settings);

        Assert.Contains("4 ", await BotoAsync(api, "AKIACARL", "carls-secret"), StringComparison.Ordinal);
        Assert.Contains("InvalidSignatureException", await BotoAsync(api, "AKIACARL", "another-secret"), StringComparison.Ordinal);
        Assert.Contains("UnrecognizedClientException", await BotoAsync(api, "AKIANOBODY", "carls-secret"), StringComparison.Ordinal);
        var stale = await SendAsync(api, null, HttpMethod.Post, "", "{}", ("X-Amz-Target", "AmazonAthena.ListDatabases"), ("X-Amz-Date", "20200101T000000Z"), ("Authorization", "AWS4-HMAC-SHA256 Credential=AKIACARL/20200101/eu-central-1/athena/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"));
        Assert.Equal(403, stale.Status);
        Assert.Contains("Signature expired", stale.Body, StringComparison.Ordinal);
    }

    private static async Task<string> BotoAsync(RunningApi api, string id, string secret)
    {
        const string Script = """
            import sys
            try:
                import boto3
            except ImportError:
                sys.exit(77)
            from botocore.exceptions import ClientError
            try:
                print(len(boto3.client("athena", endpoint_url=sys.argv[1], region_name="eu-central-1", aws_access_key_id=sys.argv[2], aws_secret_access_key=sys.argv[3]).list_databases(CatalogName="AwsDataCatalog")["DatabaseList"]), "databases")
            except ClientError as error:
                print(error.response["Error"]["Code"])
            """;
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", Script, api.Http.BaseAddress!.ToString(), id, secret]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode == 77, "boto3 is not installed.");
        return output;
    }

    private static async Task<JsonElement> AthenaAsync(RunningApi api, string key, string action, object input) =>
        JsonDocument.Parse((await SendAsync(api, key, HttpMethod.Post, "", JsonSerializer.Serialize(input), ("X-Amz-Target", $"AmazonAthena.{action}"))).Body).RootElement;

    private static async Task<string> RowsAsync(RunningApi api, string key, string sql)
    {
        var (status, body) = await SendAsync(api, key, HttpMethod.Post, "v1/query", JsonSerializer.Serialize(new { sql }));
        Assert.True(status == 200, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("rows").GetRawText();
    }

    private static async Task<(int, string)> StatusAsync(RunningApi api, string? key, string sql, string dialect = "duckdb")
    {
        var (status, body) = await SendAsync(api, key, HttpMethod.Post, "v1/query", JsonSerializer.Serialize(new { sql, dialect }));
        return (status, status == 200 ? body : JsonDocument.Parse(body).RootElement.GetProperty("type").GetString()!.Split(':')[^1]);
    }

    private static async Task<(int Status, string Body)> SendAsync(RunningApi api, string? key, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
