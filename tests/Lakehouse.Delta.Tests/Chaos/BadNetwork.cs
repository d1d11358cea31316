using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Lakehouse.Delta.Tests.Chaos;

/// <summary>A proxy before a service that harms a part of the requests at random.</summary>
internal sealed class BadNetwork : IAsyncDisposable
{
    private const double Share = 0.12;
    private const int LongestDelay = 300;

    private static readonly string[] OfTheConnection = ["Content-Length", "Transfer-Encoding", "Connection", "Expect", "Host"];

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly ConcurrentDictionary<NetworkFault, int> counts = new();
    private readonly WebApplication proxy;
    private readonly Uri service;
    private readonly Random random;
    private int requests;

    private BadNetwork(Uri service, int seed)
    {
        this.service = service;
        random = new Random(seed);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        proxy = builder.Build();
        proxy.Run(AnswerAsync);
    }

    /// <summary>Its address.</summary>
    public Uri Endpoint => new(proxy.Urls.Single());

    public static async Task<BadNetwork> StartAsync(Uri service, int seed)
    {
        var network = new BadNetwork(service, seed);
        await network.proxy.StartAsync(TestContext.Current.CancellationToken);
        return network;
    }

    /// <summary>How often a fault happened.</summary>
    public int Count(NetworkFault fault) => counts.GetValueOrDefault(fault);

    public override string ToString() => $"{requests} requests, {string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"))}";

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (Exception killed) when (killed is BadHttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort(); // a process was killed while it sent: half a body is no request
            return;
        }

        await AnswerAsync(context, body.ToArray(), NextFault());
    }

    private async Task AnswerAsync(HttpContext context, byte[] body, NetworkFault? fault)
    {
        switch (fault)
        {
            case NetworkFault.LostRequest:
                context.Abort();
                return;
            case NetworkFault.Busy:
                await FailAsync(context, HttpStatusCode.ServiceUnavailable, "SlowDown");
                return;
            case NetworkFault.Delay:
                await Task.Delay(NextDelay());
                break;
            case NetworkFault.Doubled:
                using (await ForwardAsync(context.Request, body))
                {
                    break;
                }
        }

        using var answer = await ForwardAsync(context.Request, body);
        switch (fault)
        {
            case NetworkFault.LostAnswer:
                context.Abort();
                break;
            case NetworkFault.FailedAnswer:
                await FailAsync(context, HttpStatusCode.InternalServerError, "InternalError");
                break;
            default:
                await SendAsync(context, answer);
                break;
        }
    }

    private static async Task SendAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        if (context.Request.Method != HttpMethods.Head)
        {
            await answer.Content.CopyToAsync(context.Response.Body);
        }
    }

    private static async Task FailAsync(HttpContext context, HttpStatusCode status, string code)
    {
        context.Response.StatusCode = (int)status;
        if (context.Request.Method != HttpMethods.Head)
        {
            await context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>Try again.</Message></Error>");
        }
    }

    /// <summary>Sends the request on, byte for byte as far as the path goes.</summary>
    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request, byte[] body)
    {
        using var copy = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(service, request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            Content = body.Length > 0 || request.ContentLength is not null ? new ByteArrayContent(body) : null,
        };
        foreach (var (name, values) in request.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            if (!copy.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                copy.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return await client.SendAsync(copy);
    }

    private NetworkFault? NextFault()
    {
        lock (random)
        {
            if (random.NextDouble() >= Share)
            {
                return null;
            }

            var fault = (NetworkFault)random.Next(Enum.GetValues<NetworkFault>().Length);
            counts.AddOrUpdate(fault, 1, (_, count) => count + 1);
            return fault;
        }
    }

    private int NextDelay()
    {
        lock (random)
        {
            return random.Next(LongestDelay);
        }
    }
}
