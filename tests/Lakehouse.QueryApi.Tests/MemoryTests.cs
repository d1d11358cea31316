using System.Net.Http.Json;

namespace Lakehouse.QueryApi.Tests;

/// <summary>What a work group may take is what its processes take, whatever DuckDB counts of it.</summary>
public class MemoryTests
{
    private const long Megabyte = 1 << 20;

    private const long Share = 256 * Megabyte;

    [Theory]
    [InlineData("SELECT length(regexp_replace(repeat('a', 1000000), 'a', repeat('b', 1000000), 'g'))")]
    [InlineData("SELECT len(list_transform(range(20000000), lambda x: 'abcdefghijklmnopqrstuvwxyz' || x))")]
    [InlineData("SELECT length(repeat('x', 900000000))")]
    [InlineData("SELECT max(length(l::VARCHAR)) FROM (SELECT list(repeat('x', 1000) || i) AS l FROM range(10000000) t(i))")]
    public async Task A_query_that_takes_more_than_its_share_is_told_so_and_its_process_stays_within(string sql)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of a process is read from /proc.");
        await using var service = await ServiceProcess.StartAsync("--Query:Concurrency=1", "--Query:MemoryMegabytes=256", "--Query:ResultCacheMegabytes=0");
        var running = service.Http.PostAsJsonAsync("v1/query", new { sql, timeout = 120 }, TestContext.Current.CancellationToken);
        var most = 0L;
        while (!running.IsCompleted)
        {
            most = Math.Max(most, service.MemoryOfWorkers());
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        using var response = await running;
        Assert.Equal((422, "memory-limit"), (await RunningApi.ProblemAsync(response)) is var (status, type, _) ? (status, type) : default);
        // On a busy machine the guard comes late to look: it must not be a multiple.
        Assert.True(most < 2 * Share, $"A worker took {most / Megabyte} MB.");
        using var next = await service.Http.PostAsJsonAsync("v1/query", new { sql = "SELECT 1" }, TestContext.Current.CancellationToken);
        Assert.True(next.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_query_that_can_spill_stays_within_its_share_and_is_answered()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of a process is read from /proc.");
        await using var service = await ServiceProcess.StartAsync("--Query:Concurrency=1", "--Query:MemoryMegabytes=256");
        var running = service.Http.PostAsJsonAsync("v1/query", new { sql = "SELECT count(*) FROM (SELECT DISTINCT hash(range), range FROM range(10000000))", timeout = 300 }, TestContext.Current.CancellationToken);
        var most = 0L;
        while (!running.IsCompleted)
        {
            most = Math.Max(most, service.MemoryOfWorkers());
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        using var response = await running;
        Assert.Contains("[[10000000]]", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(most < Share, $"A worker took {most / Megabyte} MB.");
    }
}
