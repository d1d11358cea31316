using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Lakehouse.QueryApi.Tests;

/// <summary>A result goes through the service in blocks: its length costs no memory, neither in the service nor in its worker.</summary>
public class StreamingTests
{
    private const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/csv")]
    [InlineData("application/vnd.apache.arrow.stream")]
    public async Task A_long_answer_does_not_grow_memory(string format)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of processes is read from /proc.");
        await using var service = await ServiceProcess.StartAsync("--Query:Concurrency=1");
        await ReadAsync(service, 300_000, format);
        var before = service.Memory();
        var most = before;
        using var over = new CancellationTokenSource();
        var sampling = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                most = Math.Max(most, service.Memory());
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        var bytes = await ReadAsync(service, 6_000_000, format);

        await over.CancelAsync();
        await sampling;
        Assert.True(bytes > 150 * Megabyte, $"The answer has {bytes} bytes.");
        Assert.True(most - before < 100 * Megabyte, $"{bytes / Megabyte} MB of answer cost {(most - before) / Megabyte} MB of memory.");
    }

    [Fact]
    public async Task Who_reads_slowly_makes_the_query_wait_and_not_pile_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of processes is read from /proc.");
        await using var service = await ServiceProcess.StartAsync("--Query:Concurrency=1");
        await ReadAsync(service, 300_000, "text/csv");
        var before = service.Memory();
        using var request = Request("SELECT range, repeat('x', 100) FROM range(1000000000)", "text/csv");
        using var response = await service.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.True(await body.ReadAsync(new byte[1_000], TestContext.Current.CancellationToken) > 0);

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(1))
        {
            Assert.True(service.Memory() - before < 100 * Megabyte, "Rows pile up for a reader who does not read.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static HttpRequestMessage Request(string sql, string format)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = JsonContent.Create(new { sql }) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(format));
        return request;
    }

    private static async Task<long> ReadAsync(ServiceProcess service, int rows, string format)
    {
        using var request = Request(string.Create(CultureInfo.InvariantCulture, $"SELECT range AS number, 'row number ' || range AS text FROM range({rows})"), format);
        using var response = await service.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[128 * 1024];
        var bytes = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
        {
            bytes += read;
        }

        return bytes;
    }
}
