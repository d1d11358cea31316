using System.Net;
using System.Net.Sockets;
using MovieLens.Source.Csv;
using MovieLens.Source.DataSets;
using MovieLens.Source.Download;
using MovieLens.Source.Generation;

namespace MovieLens.Source.Tests;

public sealed class DownloadTests
{
    // A server of this machine answers, however late where much else is done; only where one is to be silent, that is soon.
    private static readonly DownloadLimits Limits = new() { Connect = TimeSpan.FromMinutes(1), Silence = TimeSpan.FromMinutes(1), Pause = TimeSpan.FromMilliseconds(10) };
    private static readonly DownloadLimits ShortSilence = Limits with { Silence = TimeSpan.FromSeconds(1) };

    private readonly RecordingLogger logger = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_archive_is_downloaded_checked_unpacked_and_found_in_the_cache_the_next_time()
    {
        await using var server = await GroupLensServer.StartAsync();
        using var cache = new TemporaryFolder();
        var groupLens = new GroupLens(server.Address, cache.File("cache"), Limits, logger);

        var folder = await groupLens.GetAsync(GroupLensArchive.Small, Cancellation);
        var again = await groupLens.GetAsync(GroupLensArchive.Small, Cancellation);

        Assert.Equal((folder, 1), (again, server.Requests));
        Assert.Equal(3, (await CsvFolder.OpenAsync(folder, Cancellation)).Ratings().Count());
        Assert.Equal(["links.csv", "movies.csv", "ratings.csv", "tags.csv"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal([folder], Directory.GetFileSystemEntries(cache.File("cache")));
    }

    [Fact]
    public async Task A_wrong_checksum_is_told_and_nothing_is_kept()
    {
        await using var server = await GroupLensServer.StartAsync(checksum: _ => $"{new string('0', 32)}  ml-latest-small.zip");

        var message = await FailAsync(server);

        Assert.Contains($"GroupLens publishes {new string('0', 32)}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_checksum_the_archive_is_not_used()
    {
        await using var server = await GroupLensServer.StartAsync(checksum: _ => "<html>moved</html>");

        Assert.Contains("holds no MD5 checksum", await FailAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_begun_anew()
    {
        await using var server = await GroupLensServer.StartAsync(answer: async (context, archive, request) =>
        {
            if (request < 3)
            {
                context.Response.ContentLength = archive.Length;
                await context.Response.Body.WriteAsync(archive.AsMemory(0, archive.Length / 2), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            }

            await GroupLensServer.SendAsync(context, archive, request);
        });
        using var cache = new TemporaryFolder();

        await new GroupLens(server.Address, cache.Path, Limits, logger).GetAsync(GroupLensArchive.Small, Cancellation);

        Assert.Equal(3, server.Requests);
        Assert.Equal(2, logger.Lines.Count(line => line.Contains("broke off", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_download_that_always_breaks_off_is_given_up()
    {
        await using var server = await GroupLensServer.StartAsync(answer: (context, _, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Contains("Cannot download", await FailAsync(server), StringComparison.Ordinal);
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up()
    {
        await using var server = await GroupLensServer.StartAsync(answer: async (context, archive, _) =>
        {
            context.Response.ContentLength = archive.Length;
            await context.Response.Body.WriteAsync(archive.AsMemory(0, 10), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });

        Assert.Contains("sent nothing for 1 s", await FailAsync(server, ShortSilence), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_the_status()
    {
        await using var server = await GroupLensServer.StartAsync(answer: (context, _, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });

        Assert.Contains("the server answered 503", await FailAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_the_archive_can_have_are_refused()
    {
        await using var server = await GroupLensServer.StartAsync(answer: async (context, _, _) =>
        {
            var chunk = new byte[1 << 20];
            for (var i = 0; i < 20; i++)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        });

        Assert.Contains("is larger than 8 MiB", await FailAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_the_data_are_generated_and_that_is_said()
    {
        // A port that nothing listens on: bound, so that nobody else gets it, and a connection is refused.
        using var port = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)port.LocalEndPoint!).Port}/");
        using var cache = new TemporaryFolder();

        var data = await new DataSetChoice(new DataSetRequest { CacheFolder = cache.Path }, new GroupLens(address, cache.Path, Limits, logger), logger).OpenAsync(Cancellation);

        Assert.Equal(new GeneratedDataSet(Scale.Small, 42).Identity, data.Identity);
        Assert.Contains(logger.Lines, line => line.Contains("GENERATED", StringComparison.Ordinal) && line.Contains("MOVIELENS_DIR", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(cache.Path));
    }

    [Fact]
    public async Task A_network_that_swallows_everything_does_not_hold_the_start_up()
    {
        // Accepts connections and never answers.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using var cache = new TemporaryFolder();

        var exception = await Assert.ThrowsAsync<DownloadException>(() => new GroupLens(address, cache.Path, ShortSilence, logger).GetAsync(GroupLensArchive.Small, Cancellation));

        Assert.Contains("sent nothing for 1 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_was_asked_for_by_name_is_not_replaced_by_generated_data()
    {
        using var cache = new TemporaryFolder();
        var groupLens = new GroupLens(new Uri("http://127.0.0.1:1/"), cache.Path, Limits, logger);
        var choice = new DataSetChoice(new DataSetRequest { Archive = "ml-25m", CacheFolder = cache.Path }, groupLens, logger);

        await Assert.ThrowsAsync<DownloadException>(() => choice.OpenAsync(Cancellation));
    }

    private async Task<string> FailAsync(GroupLensServer server, DownloadLimits? limits = null)
    {
        using var cache = new TemporaryFolder();
        var exception = await Assert.ThrowsAsync<DownloadException>(() => new GroupLens(server.Address, cache.Path, limits ?? Limits, logger).GetAsync(GroupLensArchive.Small, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(cache.Path));
        return exception.Message;
    }
}
