using System.Net.Sockets;
using System.Text;

namespace Lakehouse.QueryApi.Tests;

public class HostileRequestTests(RunningApi api)
{
    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("SELECT 1", "not JSON")]
    [InlineData("{\"sql\": \"SELECT 1\"", "not JSON")]
    [InlineData("{\"sql\": \"SELECT 1\"} {}", "not JSON")]
    [InlineData("[]", "The body is a JSON array")]
    [InlineData("null", "The body is a JSON null")]
    [InlineData("\"SELECT 1\"", "The body is a JSON string")]
    [InlineData("{}", "no member \"sql\"")]
    [InlineData("{\"SQL\": \"SELECT 1\"}", "a member \"SQL\", which is not known")]
    [InlineData("{\"sql\": 1}", "\"sql\" is a JSON number")]
    [InlineData("{\"sql\": null}", "\"sql\" is a JSON null")]
    [InlineData("{\"sql\": [\"SELECT 1\"]}", "\"sql\" is a JSON array")]
    [InlineData("{\"sql\": \"\"}", "\"sql\" is empty")]
    [InlineData("{\"sql\": \" \\n\"}", "\"sql\" is empty")]
    [InlineData("{\"sql\": \"SELECT 1\\u0000; DROP TABLE x\"}", "NUL")]
    [InlineData("{\"sql\": \"SELECT '\\ud800'\"}", "not valid Unicode")]
    [InlineData("{\"sql\": \"SELECT 1\", \"sql\": \"SELECT 2\"}", "not JSON")]
    [InlineData("{\"sql\": \"SELECT 1\", \"limit\": -1}", "\"limit\"")]
    [InlineData("{\"sql\": \"SELECT 1\", \"limit\": 1.5}", "\"limit\"")]
    [InlineData("{\"sql\": \"SELECT 1\", \"timeout\": 0}", "\"timeout\"")]
    [InlineData("{\"sql\": \"SELECT 1\", \"timeout\": \"x\"}", "\"timeout\"")]
    [InlineData("{\"sql\": \"SELECT 1\", \"timeout\": 1e999}", "\"timeout\"")]
    [InlineData("{\"sql\": \"SELECT 1\", \"parameters\": 1}", "\"parameters\"")]
    [InlineData("{\"sql\": \"SELECT 1\", \"database\": \"x\"}", "\"database\"")]
    public async Task A_body_that_is_not_understood_is_refused_with_the_reason(string body, string reason)
    {
        using var response = await api.SendBodyAsync(body, "application/json");

        var (status, type, detail) = await RunningApi.ProblemAsync(response);
        Assert.Equal((400, "invalid-request"), (status, type));
        Assert.Contains(reason, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("not a media type")]
    public async Task Only_json_is_taken(string contentType)
    {
        using var response = await api.SendBodyAsync("{\"sql\": \"SELECT 1\"}", contentType);

        var (status, type, _) = await RunningApi.ProblemAsync(response);
        Assert.Equal((415, "unsupported-media-type"), (status, type));
    }

    [Fact]
    public async Task A_long_statement_is_refused()
    {
        using var response = await api.SendAsync($"SELECT '{new string('x', 300_000)}'");

        var (status, type, _) = await RunningApi.ProblemAsync(response);
        Assert.Equal((413, "request-too-large"), (status, type));
    }

    [Fact]
    public async Task A_huge_body_is_refused_while_it_comes()
    {
        using var response = await api.SendBodyAsync("{\"sql\": \"" + new string('x', 20_000_000), "application/json");

        var (status, type, _) = await RunningApi.ProblemAsync(response);
        Assert.Equal((413, "request-too-large"), (status, type));
    }

    [Fact]
    public async Task A_deeply_nested_body_is_refused()
    {
        using var response = await api.SendBodyAsync("{\"sql\": \"SELECT 1\", \"parameters\": " + new string('[', 100_000), "application/json");

        Assert.Equal(400, (await RunningApi.ProblemAsync(response)).Status);
    }

    [Theory]
    [InlineData("GET", "/v1/query", 405)]
    [InlineData("PUT", "/v1/query", 405)]
    [InlineData("POST", "/v1/catalog/tables", 405)]
    [InlineData("GET", "/v1/catalog/tables/..%2f..%2fetc/passwd", 404)]
    [InlineData("GET", "/v1/nothing", 404)]
    public async Task Other_methods_and_paths_are_refused(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_request_that_is_broken_off_leaves_the_service_well()
    {
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(api.Http.BaseAddress!.Host, api.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"sql\":"), TestContext.Current.CancellationToken);
        }

        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));
    }

    /// <summary>Requests as no client would send them: <c>{body}</c> is a query, <c>{long}</c> 100,000 characters.</summary>
    public static TheoryData<string> Crooked => new(
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n\r\n",
        "POST /{long} HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/query?{long} HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/query HTTP/1.1\r\n{headers}Host: x\r\n\r\n",
        "POST /v1/query HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nX-Nul: a\0b\r\n\r\n",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\n X-Folded: y\r\n\r\n",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999999999\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}",
        "POST / HTTP/1.1\r\nX-Amz-Target: AmazonAthena.ListWorkGroups\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nPOST /v1/query HTTP/1.1\r\n",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n\u00ef\u00bb\u00bf",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n\u00ff\u00fe\u00fd\u00fc",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: {ranges}\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: {long}\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1/query HTTP/9.9\r\nHost: x\r\n\r\n",
        "POST /v1/query\r\n\r\n",
        "\r\n\r\n\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ngarbage in place of frames",
        "TRACE / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
        "GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/catalog/tables/%2e%2e/%2e%2e%2fetc HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/catalog/tables/a%00b/c HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AmazonAthena.{long}\r\nContent-Length: 2\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AmazonAthena.ListWorkGroups\r\nX-Amz-Target: AmazonAthena.DeleteWorkGroup\r\nContent-Length: 2\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: DynamoDB.ListTables\r\nContent-Length: 2\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AmazonAthena.StartQueryExecution\r\nContent-Length: 65\r\n\r\n{\"QueryString\":\"SELECT 1\",\"WorkGroup\":\"../../../../tmp/pwned-group\"}");

    [Theory]
    [MemberData(nameof(Crooked))]
    public async Task A_crooked_request_is_refused_and_the_service_goes_on(string request)
    {
        var text = request
            .Replace("{long}", new string('x', 100_000), StringComparison.Ordinal)
            .Replace("{headers}", string.Concat(Enumerable.Range(0, 2_000).Select(index => $"X-{index}: y\r\n")), StringComparison.Ordinal)
            .Replace("{ranges}", string.Join(',', Enumerable.Repeat("a/b;q=0.1", 3_000)), StringComparison.Ordinal);
        var answer = "";
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(api.Http.BaseAddress!.Host, api.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
            var stream = socket.GetStream();
            try
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
                socket.Client.Shutdown(SocketShutdown.Send);
                using var reader = new StreamReader(stream);
                answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // The service has closed the connection before it had read everything: as good as a refusal.
            }
        }

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal) || !answer.StartsWith("HTTP/", StringComparison.Ordinal), answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetTempPath(), "pwned*"));
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));
    }
}
