using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>The service as a process: over HTTP, with files that appear while it runs.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task New_files_start_a_run_and_its_report_tells_what_happened()
    {
        await using var lake = Create();
        await using var service = ServiceProcess.Start(lake);
        await service.UntilAsync("/runs", answer => answer.GetProperty("runs").EnumerateArray().Any(run => run.GetProperty("state").GetString() == "succeeded"));

        lake.Items(Load, "('I', 1, 'tea', 6, '00'), ('I', NULL, 'nobody', 6, '00')");
        var runs = await service.UntilAsync("/runs", answer => answer.GetProperty("runs").EnumerateArray().Any(run => run.GetProperty("commits").GetInt32() == 3 && run.GetProperty("state").GetString() == "succeeded"));
        var id = runs.GetProperty("runs").EnumerateArray().First(run => run.GetProperty("commits").GetInt32() == 3).GetProperty("id").GetString();
        var report = await service.Client.GetFromJsonAsync<JsonElement>($"/runs/{id}", TestContext.Current.CancellationToken);

        var items = report.GetProperty("tables")[0];
        Assert.Equal(("staged.items", "committed", 1, 2, 1, 1), (items.GetProperty("table").GetString(), items.GetProperty("state").GetString(), items.GetProperty("files").GetInt32(), items.GetProperty("rowsRead").GetInt32(), items.GetProperty("rowsInserted").GetInt32(), items.GetProperty("rowsQuarantined").GetInt32()));
        Assert.Equal("newFiles", report.GetProperty("trigger").GetString());
        await service.UntilItSaysAsync("staged.items: 2 rows from 1 files → version 0");
    }

    [Fact]
    public async Task A_request_starts_a_run_and_Ctrl_C_stops_the_service()
    {
        await using var lake = Create();
        await using var service = ServiceProcess.Start(lake);
        await service.UntilAsync("/runs", answer => answer.GetProperty("runs").GetArrayLength() > 0);

        using var answer = await service.Client.PostAsync("/runs", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await service.UntilAsync(answer.Headers.Location!.ToString(), run => run.GetProperty("state").GetString() == "succeeded");

        using var unknown = await service.Client.GetAsync("/runs/none", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (unknown.StatusCode, unknown.Content.Headers.ContentType?.MediaType));
        Assert.Equal("Healthy", await service.Client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        Assert.Equal(0, await service.InterruptAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(lake.Folder, "temp")));
    }

    [Fact]
    public async Task A_pipeline_with_problems_ends_the_service_with_all_of_them()
    {
        await using var lake = Create().Write("prices.sql", "SELECT * FROM staged.item");
        await using var service = ServiceProcess.Start(lake);

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("prices.sql:1: The model reads 'staged.item', which pipeline.yaml does not define. Did you mean 'staged.items'?", service.Output);
        Assert.DoesNotContain("   at ", service.Output);
    }

    [Fact]
    public async Task Killed_at_any_instant_it_leaves_nothing_half_done()
    {
        await using var lake = Create();
        var random = new Random(7);
        lake.Items(Load, string.Join(", ", Enumerable.Range(0, 500).Select(id => $"('I', {id}, 'n{id % 9}', 1, '000')")));
        for (var minute = 1; minute <= 6; minute++)
        {
            lake.Items(Change(minute), string.Join(", ", Enumerable.Range(0, 40).Select(n => $"('U', {random.Next(500)}, 'v{minute}', {minute}, '{minute:D3}')")));
            await using var service = ServiceProcess.Start(lake);
            await service.UntilAsync("/runs", answer => answer.GetProperty("runs").GetArrayLength() > 0);
            await Task.Delay(random.Next(700), TestContext.Current.CancellationToken);
            service.Kill();
        }

        var run = await lake.RunAsync();

        Assert.Equal(Runs.RunState.Succeeded, run.State);
        var raw = Path.Combine(lake.RawFolder("items"), "*.parquet");
        var expected = lake.Query($"SELECT id, name, price FROM (SELECT * FROM read_parquet('{raw}') QUALIFY row_number() OVER (PARTITION BY id ORDER BY change_seq DESC, file_row_number DESC) = 1)");
        Assert.Equal(expected, await lake.RowsAsync("staged.items"));
        Assert.Equal(500, await lake.CountAsync("staged.items"));
        Assert.Equal(await lake.RowsAsync("staged.items", "DISTINCT name"), await lake.RowsAsync("curated.prices", "name"));
    }
}
