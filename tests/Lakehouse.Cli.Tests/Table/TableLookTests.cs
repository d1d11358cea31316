namespace Lakehouse.Cli.Tests.Table;

public class TableLookTests
{
    [Fact]
    public async Task Show_tells_a_version_to_people_and_machines()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var (exit, output, _) = await t.RunAsync("show");
        var json = Assert.Single(await t.JsonAsync("show", "--version", "0"));

        Assert.Equal(0, exit);
        Assert.Matches(@"(?m)^rows +8$", output);
        Assert.Matches(@"(?m)^deleted rows +2, marked by deletion vectors$", output);
        Assert.Matches(@"\| share +\| double +\| yes +\|", output);
        Assert.Equal((0, 10, 0, 1), (json.GetProperty("version").GetInt64(), json.GetProperty("rows").GetInt64(), json.GetProperty("deletedRows").GetInt64(), json.GetProperty("files").GetInt64()));
        Assert.Equal("deletionVectors", json.GetProperty("protocol").GetProperty("readerFeatures")[0].GetString());
        Assert.Equal("integer", json.GetProperty("columns")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task History_lists_commits_newest_first()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var (_, output, error) = await t.RunAsync("history", "--limit", "1");
        var json = await t.JsonAsync("history");

        Assert.Contains("| DELETE", output, StringComparison.Ordinal);
        Assert.DoesNotContain("WRITE", output, StringComparison.Ordinal);
        Assert.StartsWith("There are more", error, StringComparison.Ordinal);
        Assert.Equal([1, 0], json.Select(commit => commit.GetProperty("version").GetInt64()));
        Assert.Equal("2", json[0].GetProperty("operationMetrics").GetProperty("numDeletedRows").GetString());
    }

    [Fact]
    public async Task Files_tell_rows_and_statistics()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var (_, output, _) = await t.RunAsync("files");
        var file = Assert.Single(await t.JsonAsync("files"));

        Assert.Matches(@"part-.*parquet \| .* \| +8 \| +2 \|", output);
        Assert.Equal((8, 2, 9), (file.GetProperty("rows").GetInt64(), file.GetProperty("deletedRows").GetInt64(), file.GetProperty("statistics").GetProperty("maxValues").GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task Changes_are_read_by_version_and_by_time()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var times = (await t.JsonAsync("history")).Select(commit => commit.GetProperty("timestamp").GetString()!).ToArray();

        var deleted = await t.JsonAsync("changes", "--from", "1", "--columns", "id,_change_type,_commit_version");
        var (exit, csv, _) = await t.RunAsync("changes", "--from-timestamp", "2001-01-01", "--to-timestamp", times[1], "--format", "csv", "--columns", "_change_type");

        Assert.Equal(["""{"id":8,"_change_type":"delete","_commit_version":1}""", """{"id":9,"_change_type":"delete","_commit_version":1}"""], deleted.Select(row => row.GetRawText()).Order(StringComparer.Ordinal));
        Assert.Equal((0, 10), (exit, csv.Split("\r\n").Count(line => line == "insert")));
    }

    [Fact]
    public async Task Compat_names_the_feature_in_the_way()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var all = await t.RunAsync("compat");
        var athena = await t.RunAsync("compat", "--engine", "duckdb,athena", "--json");

        Assert.Equal(0, all.ExitCode);
        Assert.Matches(@"\| Amazon Athena engine 3 +\| no +\| deletionVectors \|", all.Output);
        Assert.Matches(@"\| DuckDB 1.5 \(delta extension\) +\| yes +\|", all.Output);
        Assert.Equal(5, athena.ExitCode);
        Assert.Contains("\"key\":\"duckdb\",\"name\":\"DuckDB 1.5 (delta extension)\",\"reads\":true", athena.Output, StringComparison.Ordinal);
        Assert.StartsWith("error: Amazon Athena engine 3 cannot read version 1: deletionVectors is in the way.", athena.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("read")]
    [InlineData("history")]
    [InlineData("changes")]
    [InlineData("files")]
    [InlineData("optimize")]
    [InlineData("vacuum")]
    [InlineData("restore")]
    [InlineData("convert")]
    [InlineData("checkpoint")]
    [InlineData("compat")]
    [InlineData("verify")]
    public async Task Every_command_has_help_with_examples_and_json(string command)
    {
        var (exit, output, error) = await CommandLine.RunAsync(null, "table", command, "--help");

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains($"Examples:\n  lakehouse table {command} ", output, StringComparison.Ordinal);
        Assert.Contains("--json", output, StringComparison.Ordinal);
    }
}
