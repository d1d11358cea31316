using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lakehouse.QueryApi.Tests;

/// <summary>Takes what a service exports over OTLP: traces, logs and metrics, as the bytes that came. Texts in Protocol Buffers are UTF-8 as they are.</summary>
internal sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Signal, string Content)> exports = new();

    private TelemetryCollector(WebApplication app) => this.app = app;

    /// <summary>Settings with which a service exports here, soon rather than in large batches.</summary>
    public string[] Settings => [$"--OTEL_EXPORTER_OTLP_ENDPOINT={app.Urls.Single()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=200", "--OTEL_BLRP_SCHEDULE_DELAY=200"];

    public static async Task<TelemetryCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new TelemetryCollector(app);
        app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            collector.exports.Enqueue((signal, await reader.ReadToEndAsync()));
            return TypedResults.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync();
        return collector;
    }

    /// <summary>All that has come of a signal: <c>traces</c>, <c>logs</c>, <c>metrics</c>.</summary>
    public string Exported(string signal) => string.Join('\n', exports.Where(export => export.Signal == signal).Select(export => export.Content));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
