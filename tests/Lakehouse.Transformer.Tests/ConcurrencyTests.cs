using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Several_workers_on_one_lake_change_nothing_twice_and_lose_nothing()
    {
        await using var lake = Create(new TransformerOptions { MaxFilesPerCommit = 2, MemoryMegabytes = 256 });
        lake.Items(Load, string.Join(", ", Enumerable.Range(0, 50).Select(id => $"('I', {id}, 'n{id % 7}', {id}, '00')")));
        for (var minute = 1; minute <= 12; minute++)
        {
            lake.Items(Change(minute), $"('U', {minute}, 'v{minute}', {minute}, '{minute:D2}'), ('I', {100 + minute}, 'new', 1, '{minute:D2}'), ('D', {20 + minute}, NULL, NULL, '{minute:D2}')");
        }

        var runs = await Task.WhenAll(lake.RunAsync(), lake.RunAsync(), lake.RunAsync());
        await lake.RunAsync();

        Assert.All(runs.SelectMany(run => run.Reports), report => Assert.NotEqual(Runs.TableState.Failed, report.State));
        var expected = Enumerable.Range(0, 50).Where(id => id is < 21 or > 32)
            .Select(id => id is >= 1 and <= 12 ? $"{id}|v{id}|{id}" : $"{id}|n{id % 7}|{id}")
            .Concat(Enumerable.Range(101, 12).Select(id => $"{id}|new|1"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), await lake.RowsAsync("staged.items"));
        Assert.Equal(
            lake.Query("SELECT * FROM (VALUES ('new', 12)) t(a, b)"),
            await lake.RowsAsync("curated.prices", "*", "name = 'new'"));
    }

    [Fact]
    public async Task Two_services_on_one_lake_are_safe_also_when_one_is_killed()
    {
        await using var lake = Create();
        await using var survivor = ServiceProcess.Start(lake, ("Transformer__MaxFilesPerCommit", "2"));
        await using var victim = ServiceProcess.Start(lake, ("Transformer__MaxFilesPerCommit", "2"));
        lake.Items(Load, string.Join(", ", Enumerable.Range(0, 50).Select(id => $"('I', {id}, 'n{id % 7}', {id}, '00')")));
        await survivor.UntilAsync("/runs", answer => answer.GetProperty("runs").GetArrayLength() > 0);
        await victim.UntilAsync("/runs", answer => answer.GetProperty("runs").GetArrayLength() > 0);
        for (var minute = 1; minute <= 12; minute++)
        {
            lake.Items(Change(minute), $"('U', {minute}, 'v', {minute}, '{minute:D2}'), ('I', {100 + minute}, 'new', 1, '{minute:D2}'), ('D', {20 + minute}, NULL, NULL, '{minute:D2}')");
            if (minute == 9)
            {
                victim.Kill();
            }
        }

        using var asked = await survivor.Client.PostAsync("/runs", null, TestContext.Current.CancellationToken); // it begins after this, so it sees every file
        await survivor.UntilAsync(asked.Headers.Location!.ToString(), run => run.GetProperty("state").GetString() == "succeeded");

        var expected = Enumerable.Range(0, 50).Where(id => id is < 21 or > 32).Select(id => id is >= 1 and <= 12 ? $"{id}|v|{id}" : $"{id}|n{id % 7}|{id}").Concat(Enumerable.Range(101, 12).Select(id => $"{id}|new|1"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), await lake.RowsAsync("staged.items"));
        Assert.Equal(["v|78"], await lake.RowsAsync("curated.prices", "*", "name = 'v'"));
    }
}
