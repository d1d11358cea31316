using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lakehouse.QueryApi.Tests;

/// <summary>The service on a free port, over a lake of its own.</summary>
public sealed class RunningApi : IAsyncLifetime
{
    private WebApplication? app;

    public RunningApi()
        : this([])
    {
    }

    private RunningApi(string[] settings) => Settings = settings;

    public TestLake Lake { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    private string[] Settings { get; }

    public static async Task<RunningApi> StartAsync(params string[] settings)
    {
        var api = new RunningApi(settings);
        await api.InitializeAsync();
        return api;
    }

    public async ValueTask InitializeAsync()
    {
        Lake = await TestLake.CreateAsync();
        try
        {
            await ListenAsync();
        }
        catch
        {
            await Lake.DisposeAsync();
            throw;
        }
    }

    private async Task ListenAsync()
    {
        app = QueryApiApp.Build(
        [
            "--urls=http://127.0.0.1:0",
            $"--Lake:Root={Lake.Root}",
            $"--Pipeline:Folder={TestLake.PipelineFolder}",
            $"--Query:TempFolder={Path.Combine(Lake.Folder, "temp")}",
            $"--Query:CacheFolder={Path.Combine(Lake.Folder, "cache")}",
            "--Query:MemoryMegabytes=1000",
            "--Query:Concurrency=2",
            "--Query:QueueTimeoutSeconds=120", // a query that is being stopped keeps its engine longer where much else is done
            "--Logging:LogLevel:Default=None",
            .. Settings,
        ]);
        await app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>A part of the service, for what no door offers.</summary>
    internal T Service<T>()
        where T : notnull => app!.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
        await Lake.DisposeAsync();
    }

    /// <summary>Sends a statement.</summary>
    public Task<HttpResponseMessage> SendAsync(string sql, string? accept = null, object? parameters = null, long? limit = null, double? timeout = null) =>
        SendBodyAsync(JsonSerializer.Serialize(new { sql, parameters, limit, timeout }), "application/json", accept);

    /// <summary>Sends a statement and leaves when the token says so.</summary>
    public async Task SendUntilAsync(string sql, CancellationToken leave)
    {
        using var content = JsonContent.Create(new { sql });
        using var response = await Http.PostAsync("v1/query", content, leave);
    }

    /// <summary>Sends a body as it is.</summary>
    public async Task<HttpResponseMessage> SendBodyAsync(string body, string contentType, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (contentType.Length > 0)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>The JSON answer of a statement that has to succeed.</summary>
    public async Task<JsonElement> QueryAsync(string sql, object? parameters = null, long? limit = null)
    {
        using var response = await SendAsync(sql, "application/json", parameters, limit);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{sql}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The rows of a statement, as compact JSON.</summary>
    public async Task<string> RowsAsync(string sql, object? parameters = null) => (await QueryAsync(sql, parameters)).GetProperty("rows").GetRawText();

    /// <summary>The CSV answer of a statement.</summary>
    public async Task<string> CsvAsync(string sql)
    {
        using var response = await SendAsync(sql, "text/csv");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{sql}: {text}");
        Assert.Equal(new MediaTypeHeaderValue("text/csv", "utf-8") { Parameters = { new("header", "present") } }, response.Content.Headers.ContentType);
        return text;
    }

    /// <summary>The problem that a statement is answered with.</summary>
    public async Task<(int Status, string Type, string Detail)> ProblemAsync(string sql, object? parameters = null, double? timeout = null)
    {
        using var response = await SendAsync(sql, null, parameters, null, timeout);
        return await ProblemAsync(response);
    }

    public static async Task<(int Status, string Type, string Detail)> ProblemAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.False(response.IsSuccessStatusCode, text);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        return ((int)response.StatusCode, problem.GetProperty("type").GetString()!.Replace("urn:lakehouse:problem:", "", StringComparison.Ordinal), problem.GetProperty("detail").GetString()!);
    }
}
