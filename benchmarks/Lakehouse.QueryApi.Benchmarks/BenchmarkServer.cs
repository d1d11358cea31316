using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>The service in this process.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private BenchmarkServer(WebApplication app)
    {
        this.app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(10) };
    }

    public HttpClient Http { get; }

    public static async Task<BenchmarkServer> StartAsync(BenchmarkLake lake, params string[] settings)
    {
        var app = QueryApiApp.Build(["--urls=http://127.0.0.1:0", $"--Lake:Root={lake.Folder}", $"--Pipeline:Folder={BenchmarkLake.SamplePipeline}", "--Logging:LogLevel:Default=None", .. settings]);
        await app.StartAsync();
        return new BenchmarkServer(app);
    }

    /// <summary>The answer of a statement that has to succeed.</summary>
    public async Task<JsonElement> QueryAsync(string sql)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { sql, timeout = 600 }), null, "application/json");
        using var response = await Http.PostAsync("v1/query", content);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{sql}: {text}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
