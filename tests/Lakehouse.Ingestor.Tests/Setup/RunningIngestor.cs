using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>The service inside the test's process.</summary>
internal sealed class RunningIngestor : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningIngestor(WebApplication app, LogLines log)
    {
        this.app = app;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public LogLines Log { get; }

    public static async Task<RunningIngestor> StartAsync(string connectionString, string lake, params string[] settings)
    {
        string[] own =
        [
            "--urls=http://127.0.0.1:0", $"--ConnectionStrings:movielens={connectionString}", $"--Lake:Root={lake}", "--Source:Name=test", "--Source:Schemas:0=public",
            "--Ingestor:DiscoveryInterval=00:00:00.200", "--Ingestor:CaptureChanges=false",
        ];
        var builder = WebApplication.CreateBuilder([.. own, .. settings]);
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log);
        var app = IngestorApp.Create(builder);
        await app.StartAsync();
        return new RunningIngestor(app, log);
    }

    public async Task<JsonElement> TableAsync(string table)
    {
        var report = await TablesAsync();
        return report.GetProperty("tables").EnumerateArray().FirstOrDefault(item => item.GetProperty("table").GetString() == table);
    }

    public async Task<JsonElement> TablesAsync() => JsonDocument.Parse(await Client.GetStringAsync(new Uri("/tables", UriKind.Relative))).RootElement;

    public Task<JsonElement> UntilLoadedAsync(string table) => UntilAsync(table, "loaded");

    public async Task<JsonElement> UntilAsync(string table, string state)
    {
        JsonElement last = default;
        try
        {
            await Poll.UntilAsync(async () =>
            {
                last = await TableAsync(table);
                return last.ValueKind == JsonValueKind.Object && last.GetProperty("state").GetString() == state;
            });
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{table} did not become {state}; it is {last}. Log:\n{Log}");
        }

        return last;
    }

    public async Task<HttpStatusCode> HealthAsync()
    {
        using var response = await Client.GetAsync(new Uri("/health", UriKind.Relative));
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
