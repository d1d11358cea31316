using System.Text.Json;

namespace Lakehouse.QueryApi.Tests;

public class WorkGroupTests
{
    [Fact]
    public async Task A_group_has_limits_of_its_own()
    {
        await using var api = await RunningApi.StartAsync(
            "--Query:WorkGroups:small:Concurrency=1",
            "--Query:WorkGroups:small:QueueLength=0",
            "--Query:WorkGroups:hasty:MaxTimeoutSeconds=2",
            "--Query:WorkGroups:small:MaxRows=3",
            "--Query:WorkGroups:small:MemoryMegabytes=64",
            "--Query:WorkGroups:small:Threads=1",
            "--Query:WorkGroups:tight:Concurrency=1",
            "--Query:WorkGroups:tight:MaxScannedMegabytes=1",
            "--Query:WorkGroups:tight:MaxResultMegabytes=1");

        Assert.Equal((200, 3), await RowCountAsync(api, "small", "SELECT * FROM range(10)"));
        Assert.Equal((200, 10), await RowCountAsync(api, "primary", "SELECT * FROM range(10)"));
        Assert.Equal((422, "time-limit"), await ProblemAsync(api, "hasty", "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = -1"));
        Assert.Equal((422, "memory-limit"), await ProblemAsync(api, "small", "SELECT max(length(l::VARCHAR)) FROM (SELECT list(repeat('x', 1000) || i) AS l FROM range(10000000) t(i))"));
        Assert.Equal((400, "invalid-request"), await ProblemAsync(api, "nowhere", "SELECT 1"));

        // A long answer ends before its first block has left, or is cut off after it.
        await Assert.ThrowsAnyAsync<Exception>(() => RowCountAsync(api, "tight", "SELECT repeat('x', 1000) FROM range(100000)"));
        await api.Lake.CopyAsync("SELECT uuid()::VARCHAR AS id FROM range(100000)", api.Lake.Raw("tags", "LOAD00000001.parquet"));
        Assert.Equal((422, "scan-limit"), await ProblemAsync(api, "tight", "SELECT count(*) FROM movielens_dms_parquet.tags"));
        Assert.Equal((200, 1), await RowCountAsync(api, "primary", "SELECT count(*) FROM movielens_dms_parquet.tags"));
    }

    [Fact]
    public async Task A_busy_group_does_not_make_others_wait()
    {
        await using var api = await RunningApi.StartAsync("--Query:WorkGroups:small:Concurrency=1", "--Query:WorkGroups:small:QueueLength=0", "--Query:ResultCacheMegabytes=0");
        Assert.Equal((200, 1), await RowCountAsync(api, "small", "SELECT 1"));
        var busy = BusyAsync(api);
        while (await ProblemOrNullAsync(api, "small", "SELECT 1") is not (429, "too-many-queries"))
        {
            // Either of the two may have been turned away by the other.
            busy = busy.IsCompleted ? BusyAsync(api) : busy;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal((200, 1), await RowCountAsync(api, null, "SELECT 1"));
        Assert.Equal((422, "time-limit"), await busy);
    }

    private static Task<(int, string)> BusyAsync(RunningApi api) =>
        ProblemAsync(api, "small", "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = -1", timeout: 3);

    private static async Task<(int, int)> RowCountAsync(RunningApi api, string? group, string sql)
    {
        using var response = await api.SendBodyAsync(JsonSerializer.Serialize(new { sql, workGroup = group }), "application/json");
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        return ((int)response.StatusCode, body.GetProperty("rowCount").GetInt32());
    }

    private static async Task<(int, string)> ProblemAsync(RunningApi api, string group, string sql, int? timeout = null) =>
        await ProblemOrNullAsync(api, group, sql, timeout) ?? throw new InvalidOperationException($"{sql} succeeded.");

    private static async Task<(int, string)?> ProblemOrNullAsync(RunningApi api, string group, string sql, int? timeout = null)
    {
        using var response = await api.SendBodyAsync(JsonSerializer.Serialize(new { sql, workGroup = group, timeout }), "application/json");
        if (response.IsSuccessStatusCode)
        {
            return null;
        }

        var (status, type, _) = await RunningApi.ProblemAsync(response);
        return (status, type);
    }
}
