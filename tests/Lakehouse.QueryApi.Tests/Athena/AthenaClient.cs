using System.Text;
using System.Text.Json;

namespace Lakehouse.QueryApi.Tests.Athena;

/// <summary>Calls Athena's actions as the SDKs do, without signing.</summary>
internal sealed class AthenaClient(HttpClient http)
{
    /// <summary>The answer of an action that has to succeed.</summary>
    public async Task<JsonElement> CallAsync(string action, object input)
    {
        var (status, body) = await SendAsync(action, JsonSerializer.Serialize(input));
        Assert.True(status == 200, $"{action}: {body}");
        return body;
    }

    /// <summary>The error that an action is answered with.</summary>
    public async Task<(string Type, string Message, JsonElement Body)> FailAsync(string action, object input)
    {
        var (status, body) = await SendAsync(action, JsonSerializer.Serialize(input));
        Assert.True(status >= 400, $"{action}: {body}");
        return (body.GetProperty("__type").GetString()!, body.GetProperty("Message").GetString()!, body);
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(string action, string body, string contentType = "application/x-amz-json-1.1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (action.Length > 0)
        {
            request.Headers.Add("X-Amz-Target", $"AmazonAthena.{action}");
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("application/x-amz-json-1.1", response.Content.Headers.ContentType?.MediaType);
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Starts a query.</summary>
    public async Task<string> StartAsync(string sql, string? database = "datahandson_mds_movielens_deltalake", string? workGroup = null, string[]? parameters = null) =>
        (await CallAsync("StartQueryExecution", new { QueryString = sql, QueryExecutionContext = new { Database = database }, WorkGroup = workGroup, ExecutionParameters = parameters })).GetProperty("QueryExecutionId").GetString()!;

    /// <summary>Waits until an execution is over.</summary>
    public async Task<JsonElement> WaitAsync(string id)
    {
        while (true)
        {
            var execution = (await CallAsync("GetQueryExecution", new { QueryExecutionId = id })).GetProperty("QueryExecution");
            if (execution.GetProperty("Status").GetProperty("State").GetString() is "SUCCEEDED" or "FAILED" or "CANCELLED")
            {
                return execution;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs a query and gives all its rows, values between bars.</summary>
    public async Task<string[]> RowsAsync(string sql, string? database = "datahandson_mds_movielens_deltalake", string[]? parameters = null)
    {
        var id = await StartAsync(sql, database, null, parameters);
        var execution = await WaitAsync(id);
        Assert.True(execution.GetProperty("Status").GetProperty("State").GetString() == "SUCCEEDED", execution.ToString());
        return Rows(await CallAsync("GetQueryResults", new { QueryExecutionId = id }));
    }

    public static string[] Rows(JsonElement results) =>
        [.. results.GetProperty("ResultSet").GetProperty("Rows").EnumerateArray().Select(row => string.Join('|', row.GetProperty("Data").EnumerateArray().Select(datum => datum.TryGetProperty("VarCharValue", out var value) ? value.GetString() : "NULL")))];
}
