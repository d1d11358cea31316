using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace MovieLens.Source.Download;

/// <summary>Downloads an archive and compares it with the checksum that is published beside it.</summary>
internal sealed partial class ArchiveDownload : IDisposable
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    private readonly Uri address;
    private readonly DownloadLimits limits;
    private readonly ILogger logger;
    private readonly HttpClient client;

    public ArchiveDownload(Uri address, DownloadLimits limits, ILogger logger)
    {
        this.address = address;
        this.limits = limits;
        this.logger = logger;

        // Not the services' client: its time-out for a whole request would cut a large archive off.
        client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = limits.Connect }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Lakehouse-MovieLens.Source", "1.0"));
    }

    /// <summary>Saves the archive as <paramref name="file"/>; a download that breaks off is begun anew a few times.</summary>
    /// <exception cref="DownloadException">The server cannot be reached, is silent, refuses, or the bytes are not the published ones.</exception>
    public async Task SaveAsync(GroupLensArchive archive, string file, CancellationToken cancellationToken)
    {
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        whole.CancelAfter(archive.TimeLimit);
        var source = new Uri(address, $"{archive.Name}.zip");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SaveOnceAsync(archive, source, file, whole.Token);
                return;
            }
            catch (Exception exception) when (BrokeOff(exception) && attempt < limits.Attempts)
            {
                logger.LogWarning("The download of {Source} broke off ({Reason}): once more.", source, exception.Message);
                await Task.Delay(limits.Pause, whole.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
            {
                throw new DownloadException($"Cannot download {source}: {Reason(exception)}.", exception);
            }
            catch (TimeoutException exception)
            {
                throw new DownloadException($"Cannot download {source}: {exception.Message}.", exception);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw whole.IsCancellationRequested
                    ? new DownloadException($"Cannot download {source}: it took longer than {archive.TimeLimit.TotalMinutes:N0} min.", exception)
                    : new DownloadException($"Cannot download {source}: no connection within {limits.Connect.TotalSeconds:N0} s.", exception);
            }
        }
    }

    public void Dispose() => client.Dispose();

    private async Task SaveOnceAsync(GroupLensArchive archive, Uri source, string file, CancellationToken cancellationToken)
    {
        var expected = await GetChecksumAsync(new Uri($"{source}.md5"), cancellationToken);
        using var response = await RequestAsync(source, cancellationToken);
        var total = response.Content.Headers.ContentLength;
        logger.LogInformation("Downloading {Source}{Size}", source, total is { } bytes ? FormattableString.Invariant($" ({bytes / 1e6:N1} MB)") : "");

        // MD5 guards against damage, not against malice: it is what GroupLens publishes, fetched over the same HTTPS.
#pragma warning disable CA5351
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        await using var target = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        var (received, toldAt) = (0L, Stopwatch.GetTimestamp());
        int read;
        while ((read = await WithinSilenceAsync(token => content.ReadAsync(buffer, token).AsTask(), cancellationToken)) > 0)
        {
            received += read;
            if (received > archive.MaxBytes)
            {
                throw new DownloadException($"{source} is larger than {archive.MaxBytes >> 20} MiB, which {archive.Name} should not be.");
            }

            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (Stopwatch.GetElapsedTime(toldAt) >= ProgressEvery)
            {
                toldAt = Stopwatch.GetTimestamp();
                logger.LogInformation("{Archive}: {Received:N1} MB of {Total:N1} MB", archive.Name, received / 1e6, (total ?? 0) / 1e6);
            }
        }

        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != expected)
        {
            throw new DownloadException($"The download {source} has the MD5 {found}, but GroupLens publishes {expected}: it is damaged, or was replaced a moment ago. Nothing of it is used.");
        }
    }

    private async Task<string> GetChecksumAsync(Uri source, CancellationToken cancellationToken)
    {
        using var response = await RequestAsync(source, cancellationToken);
        var buffer = new byte[1024];
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await WithinSilenceAsync(token => content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token).AsTask(), cancellationToken);

        // Either `MD5 (ml-20m.zip) = cd245b…` or `6b51fb…  ml-25m.zip`.
        var match = Md5Pattern().Match(System.Text.Encoding.ASCII.GetString(buffer, 0, length));
        return match.Success ? match.Value.ToLowerInvariant() : throw new DownloadException($"{source} holds no MD5 checksum, so the archive beside it cannot be checked and is not used.");
    }

    private async Task<HttpResponseMessage> RequestAsync(Uri source, CancellationToken cancellationToken)
    {
        var response = await WithinSilenceAsync(token => client.GetAsync(source, HttpCompletionOption.ResponseHeadersRead, token), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var status = (int)response.StatusCode;
            response.Dispose();
            throw new DownloadException($"Cannot download {source}: the server answered {status}.");
        }

        return response;
    }

    private async Task<T> WithinSilenceAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(limits.Silence);
        try
        {
            return await action(silence.Token);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"the server sent nothing for {limits.Silence.TotalSeconds:N0} s"));
        }
    }

    /// <summary>Whether the server was there and the transfer failed: worth another try, unlike a server out of reach.</summary>
    private static bool BrokeOff(Exception exception) => exception is HttpIOException or IOException { InnerException: SocketException }
        || exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
            or HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException };

    private static string Reason(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host name cannot be resolved (offline?)",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => $"no connection ({exception.InnerException?.Message ?? exception.Message})",
        _ => exception.Message.TrimEnd('.'),
    };

    [GeneratedRegex("(?<![0-9a-fA-F])[0-9a-fA-F]{32}(?![0-9a-fA-F])")]
    private static partial Regex Md5Pattern();
}
