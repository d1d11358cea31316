using System.Net.Http.Json;
using System.Text.Json;
using Lakehouse.QueryApi;
using Lakehouse.Transformer.Tests;
using Microsoft.AspNetCore.Builder;

namespace Lakehouse.Ingestor.Tests.Types;

/// <summary>The QueryApi over a lake.</summary>
internal sealed class SqlService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http;

    private SqlService(WebApplication app)
    {
        this.app = app;
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static async Task<SqlService> StartAsync(LakeFolder lake)
    {
        var app = QueryApiApp.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Lake:Root={lake.Folder}", $"--Pipeline:Folder={lake.PipelineFolder}", $"--Query:TempFolder={Path.Combine(lake.Folder, "temp")}", $"--Query:CacheFolder={Path.Combine(lake.Folder, "cache")}",
            "--Query:MemoryMegabytes=500", "--Query:Concurrency=1", "--Logging:LogLevel:Default=None",
        ]);
        await app.StartAsync();
        return new SqlService(app);
    }

    /// <summary>A statement's rows; what is not NULL as text.</summary>
    public async Task<IReadOnlyList<string?[]>> QueryAsync(string sql)
    {
        using var response = await http.PostAsJsonAsync(new Uri("v1/query", UriKind.Relative), new { sql }, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{sql}: {text}");
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? null : value.ToString()).ToArray())];
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
