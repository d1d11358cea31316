using System.Diagnostics;
using System.Text.Json;
using Lakehouse.QueryApi.Tests;

namespace Lakehouse.Cli.Tests;

public class QueryCommandTests(RunningApi api)
{
    private Uri Endpoint => api.Http.BaseAddress!;

    [Fact]
    public async Task The_table_is_readable_when_piped()
    {
        var (exit, output, error) = await CommandLine.RunAsync(Endpoint, "query", "SELECT title, avg_rating, NULL AS nothing FROM movie_ratings WHERE movieid IN (5, 10) ORDER BY movieid");

        Assert.Equal(0, exit);
        Assert.Equal(
            """
            +--------------------------------+
            | title   | avg_rating | nothing |
            |---------+------------+---------|
            | Film 5  |        0.5 |    NULL |
            | Film 10 |       NULL |    NULL |
            +--------------------------------+
            """,
            output.TrimEnd());
        Assert.StartsWith("2 rows in ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_is_what_the_service_answers()
    {
        var (exit, output, error) = await CommandLine.RunAsync(Endpoint, "query", "SELECT movieid, title FROM movie_ratings WHERE movieid = 3", "--format", "csv");

        Assert.Equal((0, "movieid,title\r\n3,\"Film 3, \"\"the\"\" third\"\r\n", ""), (exit, output, error));
    }

    [Fact]
    public async Task Json_is_what_the_service_answers()
    {
        var (exit, output, _) = await CommandLine.RunAsync(Endpoint, "query", "SELECT 1 AS a", "-o", "json");

        Assert.Equal(0, exit);
        Assert.Equal("[[1]]", JsonDocument.Parse(output).RootElement.GetProperty("rows").GetRawText());
        Assert.EndsWith("}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_lines_are_an_object_a_row()
    {
        var (exit, output, _) = await CommandLine.RunAsync(Endpoint, "query", "SELECT i AS a FROM range(2) t(i) ORDER BY i", "-o", "jsonl");

        Assert.Equal((0, "{\"a\":0}\n{\"a\":1}\n"), (exit, output));
    }

    [Fact]
    public async Task Athenas_sql_is_understood_where_it_is_asked_for()
    {
        var (exit, output, error) = await CommandLine.RunAsync(Endpoint, "query", "SELECT date_format(from_unixtime(0), '%Y') AS y, count(*) AS n FROM movies GROUP BY 1", "--dialect", "athena", "--database", "movielens_staged", "-o", "csv");

        Assert.True(exit == 0, error);
        Assert.Equal("y,n\r\n1970,100\r\n", output);
    }

    [Fact]
    public async Task The_api_key_comes_from_the_environment()
    {
        await using var own = await RunningApi.StartAsync("--Access:Principals:ann:ApiKey=ann-key-0123456789");

        var refused = await CommandLine.RunAsync(own.Http.BaseAddress, "query", "SELECT 1 AS a", "-o", "csv");
        var known = await CommandLine.RunWithAsync(new Dictionary<string, string> { ["LAKEHOUSE_API_KEY"] = "ann-key-0123456789" }, own.Http.BaseAddress, "query", "SELECT 1 AS a", "-o", "csv");

        Assert.Equal((1, 0), (refused.ExitCode, known.ExitCode));
        Assert.Contains("LAKEHOUSE_API_KEY", refused.Error, StringComparison.Ordinal);
        Assert.Equal("a\r\n1\r\n", known.Output);
    }

    [Fact]
    public async Task Long_lines_are_neither_wrapped_nor_cut_when_piped()
    {
        var (_, output, _) = await CommandLine.RunAsync(Endpoint, "query", "SELECT repeat('x', 5000) AS t");

        Assert.Contains(new string('x', 5000), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_in_data_do_not_reach_the_terminal()
    {
        var (_, output, _) = await CommandLine.RunAsync(Endpoint, "query", "SELECT chr(27) || '[31mred' || chr(10) || '[b]bold[/]' AS t");

        Assert.Contains("␛[31mred␊[b]bold[/]", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task A_table_shows_the_first_thousand_rows_and_says_so()
    {
        var (_, output, error) = await CommandLine.RunAsync(Endpoint, "query", "SELECT * FROM range(5000)");

        Assert.Equal(1004, output.TrimEnd().Split('\n').Length);
        Assert.Contains("1,000 rows (more were cut off", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_statement_can_come_from_a_file_or_from_standard_input()
    {
        var file = Path.Combine(api.Lake.Folder, $"{Guid.NewGuid():N}.sql");
        await File.WriteAllTextAsync(file, "SELECT 'from file' AS t;", TestContext.Current.CancellationToken);

        Assert.Equal("t\r\nfrom file\r\n", (await CommandLine.RunAsync(Endpoint, "query", "--file", file, "-o", "csv")).Output);
        Assert.Equal("t\r\nfrom pipe\r\n", (await CommandLine.RunWithInputAsync(Endpoint, "SELECT 'from pipe' AS t", "query", "-f", "-", "-o", "csv")).Output);
    }

    [Theory]
    [InlineData("SELECT * FROM movie_rating", "error: There is no table 'movie_rating'. Did you mean movie_ratings?")]
    [InlineData("DROP TABLE x", "error: This statement is not a SELECT.")]
    [InlineData("SELEC 1", "error: syntax error at or near \"SELEC\" (line 1, column 1)")]
    [InlineData("SELECT CAST('x' AS INTEGER)", "error: Could not convert string 'x' to INT32")]
    public async Task A_refused_query_exits_1_with_one_message(string sql, string message)
    {
        var (exit, output, error) = await CommandLine.RunAsync(Endpoint, "query", sql);

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_exits_1()
    {
        var (exit, _, error) = await CommandLine.RunAsync(Endpoint, "query", "SELECT i, repeat('x', 100), CASE WHEN i = 150000 THEN error('late') END FROM range(200000) t(i)", "-o", "csv");

        Assert.Equal(1, exit);
        Assert.Contains("The answer was cut off", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("query", "SELECT 1", "--file", "x.sql")]
    [InlineData("query", "SELECT 1", "--format", "xml")]
    [InlineData("query", "SELECT 1", "--limit", "many")]
    [InlineData("query", "SELECT 1", "--endpoint", "ftp://x")]
    [InlineData("query", "--file", "/no/such/file.sql")]
    [InlineData("query", "SELECT", "1")]
    [InlineData("bogus")]
    [InlineData("tables", "--format", "csv")]
    [InlineData]
    public async Task A_wrong_command_line_exits_2(params string[] arguments)
    {
        var (exit, output, error) = await CommandLine.RunAsync(Endpoint, arguments);

        Assert.Equal(2, exit);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_exits_3()
    {
        var (exit, _, error) = await CommandLine.RunAsync(null, "query", "SELECT 1", "--endpoint", "http://127.0.0.1:1");

        Assert.Equal(3, exit);
        Assert.StartsWith("error: Cannot reach the query service at http://127.0.0.1:1/: Connection refused.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_endpoint_in_the_environment_exits_2()
    {
        var (exit, _, error) = await CommandLine.RunAsync(new Uri("ftp://nowhere/"), "tables");

        Assert.Equal(2, exit);
        Assert.Contains("LAKEHOUSE_ENDPOINT is 'ftp://nowhere/'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_command_and_the_query()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        await using var own = await RunningApi.StartAsync("--Query:Concurrency=1", "--Query:QueueTimeoutSeconds=60");
        var arrived = new TaskCompletionSource();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Lakehouse.QueryApi",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => arrived.TrySetResult(),
        };
        ActivitySource.AddActivityListener(listener);
        using var process = CommandLine.Start(own.Http.BaseAddress, "query", "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = -1");
        await arrived.Task.WaitAsync(CommandLine.Patience, TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var late = new CancellationTokenSource(CommandLine.Patience);
        await process.WaitForExitAsync(late.Token);
        Assert.Equal((130, "Stopped.\n"), (process.ExitCode, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));

        // The only worker is free again: the service has stopped the query too.
        Assert.Equal("[[1]]", await own.RowsAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_the_command()
    {
        using var process = CommandLine.Start(Endpoint, "query", "SELECT * FROM range(1000000000)", "-o", "csv");
        Assert.Equal("range", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        process.StandardOutput.Close();

        using var late = new CancellationTokenSource(CommandLine.Patience);
        await process.WaitForExitAsync(late.Token);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Tables_lists_the_catalog()
    {
        var (exit, output, _) = await CommandLine.RunAsync(Endpoint, "tables");

        Assert.Equal(0, exit);
        Assert.Matches(@"\| datahandson_mds_movielens_deltalake +\| movie_ratings +\| curated +\| +0 \| +100 \| +1 \|", output);
        Assert.Contains("no data yet", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_commands()
    {
        var (exit, output, _) = await CommandLine.RunAsync(null, "--help");

        Assert.Equal(0, exit);
        Assert.Contains("query", output, StringComparison.Ordinal);
        Assert.Contains("tables", output, StringComparison.Ordinal);
    }
}
