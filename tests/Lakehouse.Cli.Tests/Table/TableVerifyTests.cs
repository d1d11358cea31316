namespace Lakehouse.Cli.Tests.Table;

public class TableVerifyTests
{
    [Fact]
    public async Task A_sound_table_exits_0()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var (exit, output, error) = await t.RunAsync("verify");

        Assert.Equal((0, ""), (exit, output));
        Assert.Matches(@"^Version 1: 2 commits, 0 checkpoints, 1 files of .*, 1 deletion vectors, 8 rows verified\.\n$", error);
    }

    [Fact]
    public async Task Findings_are_a_line_each_and_exit_5()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var commit = Path.Combine(t.Location, "_delta_log", "00000000000000000001.json");
        var text = await File.ReadAllTextAsync(commit, TemporaryTable.Cancellation);
        await File.WriteAllTextAsync(commit, text.Replace("\\\"numRecords\\\":10", "\\\"numRecords\\\":11", StringComparison.Ordinal).Replace("\\\"maxValues\\\":{\\\"id\\\":9", "\\\"maxValues\\\":{\\\"id\\\":3", StringComparison.Ordinal), TemporaryTable.Cancellation);

        var people = await t.RunAsync("verify");
        var machines = await t.RunAsync("verify", "--json");
        var quick = await t.RunAsync("verify", "--quick");

        Assert.Equal((5, 5, 0), (people.ExitCode, machines.ExitCode, quick.ExitCode));
        Assert.Contains("The file has 10 rows, its statistics say 11.", people.Output, StringComparison.Ordinal);
        Assert.Contains("The column id has the value 7, its statistics say that it begins at 0 and ends at 3.", people.Output, StringComparison.Ordinal);
        Assert.Contains("2 things do not agree in file://", people.Error, StringComparison.Ordinal);
        Assert.Equal(3, machines.Output.TrimEnd().Split('\n').Length);
        Assert.StartsWith("{\"check\":\"Rows\",", machines.Output, StringComparison.Ordinal);
        Assert.Contains("{\"report\":{\"version\":1,", machines.Output, StringComparison.Ordinal);
    }
}
