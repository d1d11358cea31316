using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Lakehouse.AppHost.Tests;

/// <summary>A container registry with one base image, which is empty but for its settings: those of .NET's chiselled images.</summary>
internal sealed class BaseImageRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly HttpListener listener = new();
    private readonly Dictionary<string, byte[]> blobs = [];
    private readonly byte[] manifest;
    private readonly Task answering;

    public BaseImageRegistry()
    {
        Port = AppHostProcess.FreePort();
        listener.Prefixes.Add($"http://localhost:{Port}/");
        listener.Start();
        using var tar = new MemoryStream();
        using (new TarWriter(tar, leaveOpen: true))
        {
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar.ToArray());
        }

        var layer = packed.ToArray();
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Env = new[] { "PATH=/usr/bin", "APP_UID=1654", "ASPNETCORE_HTTP_PORTS=8080" }, User = "1654" },
            rootfs = new { type = "layers", diff_ids = new[] { Digest(tar.ToArray()) } },
        });
        (blobs[Digest(layer)], blobs[Digest(config)]) = (layer, config);
        manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = "application/vnd.docker.container.image.v1+json", size = config.Length, digest = Digest(config) },
            layers = new[] { new { mediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip", size = layer.Length, digest = Digest(layer) } },
        });
        answering = AnswerAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await answering;
        listener.Close();
    }

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private async Task AnswerAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var path = context.Request.Url!.AbsolutePath;
            var (type, body) = path.Contains("/manifests/", StringComparison.Ordinal) ? (ManifestType, manifest)
                : path.Contains("/blobs/", StringComparison.Ordinal) ? ("application/octet-stream", blobs[path[(path.LastIndexOf('/') + 1)..]])
                : ("application/json", Encoding.ASCII.GetBytes("{}"));
            context.Response.ContentType = type;
            context.Response.Headers["Docker-Content-Digest"] = Digest(body);
            context.Response.ContentLength64 = body.Length;
            if (context.Request.HttpMethod == "GET")
            {
                await context.Response.OutputStream.WriteAsync(body);
            }

            context.Response.Close();
        }
    }
}
