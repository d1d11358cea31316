using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lakehouse.Storage.Tests;

/// <summary>What goes wrong with one request.</summary>
/// <param name="Status">The answer's status; 0 for no answer: the connection breaks.</param>
/// <param name="Code">S3's code of the error.</param>
/// <param name="Arrives">The request reaches S3 before, and is done.</param>
/// <param name="BytesOfBody">How much of the real answer's body comes before the connection breaks; null for a fault in its place.</param>
internal sealed record Fault(int Status, string Code = "", bool Arrives = false, int? BytesOfBody = null)
{
    public static readonly Fault SlowDown = new(503, "SlowDown");
    public static readonly Fault Conflict = new(409, "ConditionalRequestConflict");
    public static readonly Fault Denied = new(403, "AccessDenied");
    public static readonly Fault LostAnswer = new(0, Arrives: true);
    public static readonly Fault LateError = new(500, "InternalError", Arrives: true);

    public static Fault CutAfter(int bytes) => new(200, Arrives: true, BytesOfBody: bytes);
}

/// <summary>A request that came by.</summary>
internal sealed record Seen(string Method, string Path, IHeaderDictionary Headers);

/// <summary>An HTTP proxy before S3, in which requests go wrong as a test wants.</summary>
internal sealed class FaultyNetwork : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Method, string Part), ConcurrentQueue<Fault>> planned = new();
    private readonly ConcurrentQueue<Seen> seen = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly WebApplication app;

    private FaultyNetwork(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FaultyNetwork> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var network = new FaultyNetwork(builder.Build());
        network.app.Run(context => network.PassAsync(context, target));
        await network.app.StartAsync();
        return network;
    }

    /// <summary>The next requests of a method whose path contains a text go wrong, one by one; those after them do not.</summary>
    public void Plan(string method, string part, params IEnumerable<Fault> faults) => planned[(method, part)] = new ConcurrentQueue<Fault>(faults);

    /// <summary>Requests whose path contains a text, in the order in which they came.</summary>
    public IReadOnlyList<Seen> Requests(string method, string part) => [.. seen.Where(request => request.Method == method && request.Path.Contains(part, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task PassAsync(HttpContext context, Uri target)
    {
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        seen.Enqueue(new Seen(context.Request.Method, path, new HeaderDictionary(context.Request.Headers.ToDictionary())));
        var fault = planned.Where(plan => plan.Key.Method == context.Request.Method && path.Contains(plan.Key.Part, StringComparison.Ordinal))
            .Select(plan => plan.Value.TryDequeue(out var next) ? next : null).FirstOrDefault(next => next is not null);
        if (fault is { Arrives: false })
        {
            await AnswerAsync(context, fault);
            return;
        }

        using var answer = await ForwardAsync(context, new Uri(target.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (fault is { BytesOfBody: null })
        {
            await AnswerAsync(context, fault);
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Transfer-Encoding" && header.Key != "Connection"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, Math.Min(fault?.BytesOfBody ?? body.Length, body.Length)), context.RequestAborted);
        }

        if (fault is not null)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, Uri address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        if (context.Request.Method is "PUT" or "POST")
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Expect")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return await http.SendAsync(request, context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext context, Fault fault)
    {
        if (fault.Status == 0)
        {
            context.Abort();
            return;
        }

        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync($"<Error><Code>{fault.Code}</Code><Message>A fault of the test.</Message></Error>", context.RequestAborted);
    }
}
