using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MovieLens.Source.Tests;

/// <summary>Stands in for GroupLens' server, and misbehaves as told.</summary>
internal sealed class GroupLensServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private int requests;

    private GroupLensServer(WebApplication application) => this.application = application;

    /// <summary>The archive.</summary>
    public byte[] Archive { get; } = Pack();

    /// <summary>What the checksum file says.</summary>
    public required Func<byte[], string> Checksum { get; init; }

    /// <summary>Answers a request for the archive; the number counts from 1.</summary>
    public required Func<HttpContext, byte[], int, Task> Answer { get; init; }

    public int Requests => requests;

    public Uri Address => new(application.Urls.Single() + "/");

    public static async Task<GroupLensServer> StartAsync(Func<byte[], string>? checksum = null, Func<HttpContext, byte[], int, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new GroupLensServer(builder.Build()) { Checksum = checksum ?? Md5, Answer = answer ?? SendAsync };
        server.application.MapGet("/ml-latest-small.zip.md5", () => server.Checksum(server.Archive));
        server.application.MapGet("/ml-latest-small.zip", context => server.Answer(context, server.Archive, Interlocked.Increment(ref server.requests)));
        await server.application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public static Task SendAsync(HttpContext context, byte[] archive, int request)
    {
        context.Response.ContentLength = archive.Length;
        return context.Response.Body.WriteAsync(archive, context.RequestAborted).AsTask();
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

#pragma warning disable CA5351 // GroupLens publishes MD5.
    private static string Md5(byte[] archive) => $"MD5 (ml-latest-small.zip) = {Convert.ToHexStringLower(MD5.HashData(archive))}\n";
#pragma warning restore CA5351

    private static byte[] Pack()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("movies", SmallFiles.Movies), ("ratings", SmallFiles.Ratings), ("tags", SmallFiles.Tags), ("links", SmallFiles.Links), ("genome-scores", "unused") })
            {
                using var writer = new StreamWriter(zip.CreateEntry($"ml-latest-small/{name}.csv").Open());
                writer.Write(content);
            }
        }

        return stream.ToArray();
    }
}
