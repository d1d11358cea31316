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
}
