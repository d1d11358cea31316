using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lakehouse.QueryApi.Tests;

/// <summary>An endpoint that answers Athena's actions as a test says: errors and states that the emulator never gives.</summary>
internal sealed class FakeAthena : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> actions = new();

    private FakeAthena(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    /// <summary>The Authorization headers that came.</summary>
    public ConcurrentQueue<string> Signatures { get; } = new();

    public static async Task<FakeAthena> StartAsync(Func<string, JsonElement, (int Status, object Body)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeAthena(app);
        app.MapPost("/", async context =>
        {
            var action = context.Request.Headers["X-Amz-Target"].ToString()["AmazonAthena.".Length..];
            fake.actions.Enqueue(action);
            fake.Signatures.Enqueue(context.Request.Headers.Authorization.ToString());
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            var (status, content) = answer(action, body.RootElement.Clone());
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(JsonSerializer.Serialize(content));
        });
        await app.StartAsync();
        return fake;
    }

    /// <summary>Whether an action has come.</summary>
    public bool HasSeen(string action) => actions.Contains(action);

    /// <summary>Waits until an action has come.</summary>
    public async Task WaitForAsync(string action)
    {
        while (!HasSeen(action))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
