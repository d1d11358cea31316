using System.Diagnostics;

namespace Lakehouse.Cli.Tests.Table;

public class TableReadTests
{
    /// <summary>A value of each type, a row of NULLs, and texts that CSV and JSON have to quote.</summary>
    private const string EveryType = """
        SELECT true AS flag, 1::TINYINT AS tiny, 2::SMALLINT AS small, 3::INTEGER AS number, 9223372036854775807 AS big, 12.50::DECIMAL(38,2) AS price, 0.1::FLOAT AS f, 'nan'::DOUBLE AS d,
               'a,"b"' || chr(10) AS text, '\xAA\x00'::BLOB AS bytes, DATE '2024-02-29' AS day, TIMESTAMPTZ '2024-02-29 12:00:00.5+02' AS at, TIMESTAMP '2024-02-29 12:00:00' AS local,
               {'x': 1, 'y z': ['a', NULL]} AS nested, MAP {'k': 1.5::DOUBLE} AS map
        UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL ORDER BY flag
        """;

    [Fact]
    public async Task Json_lines_hold_values_of_every_type_exactly()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync(EveryType);
        var rows = await t.JsonAsync("read");

        Assert.Equal(
            """{"flag":true,"tiny":1,"small":2,"number":3,"big":9223372036854775807,"price":12.50,"f":0.1,"d":"NaN","text":"a,\"b\"\n","bytes":"qgA=","day":"2024-02-29","at":"2024-02-29T10:00:00.500000Z","local":"2024-02-29T12:00:00.000000","nested":{"x":1,"y z":["a",null]},"map":{"k":1.5}}""",
            rows.Single(row => row.GetProperty("flag").ValueKind != System.Text.Json.JsonValueKind.Null).GetRawText());
        var nulls = rows.Single(row => row.GetProperty("flag").ValueKind == System.Text.Json.JsonValueKind.Null);
        Assert.All(nulls.EnumerateObject(), member => Assert.Equal(member.Name == "text" ? "\"\"" : "null", member.Value.GetRawText()));
    }

    [Fact]
    public async Task Csv_tells_null_from_empty_text()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync(EveryType);

        var (exit, output, _) = await t.RunAsync("read", "--format", "csv", "--columns", "text,price", "--columns", "at,nested");

        Assert.Equal(0, exit);
        Assert.Equal(
            ["", "\"\",,,", "\"a,\"\"b\"\"\n\",12.50,2024-02-29T10:00:00.500000Z,\"{\"\"x\"\":1,\"\"y z\"\":[\"\"a\"\",null]}\"", "text,price,at,nested"],
            output.Split("\r\n").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_parquet_file_keeps_the_types_and_appears_whole()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var file = Path.Combine(t.Folder, "it's a file.parquet");

        var (exit, output, error) = await t.RunAsync("read", "--where", "id BETWEEN 2 AND 4 -- some", "--columns", "day,ID", "--out", file);

        Assert.Equal((0, "", $"3 rows written to {file}\n"), (exit, output, error));
        Assert.Equal(["DATE|INTEGER|2|4"], await t.QueryAsync($"SELECT any_value(typeof(day)), any_value(typeof(id)), min(id), max(id) FROM '{file.Replace("'", "''", StringComparison.Ordinal)}'"));
        Assert.Equal(["it's a file.parquet"], Directory.EnumerateFiles(t.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Earlier_versions_are_read_by_number_and_by_time()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var first = (await t.JsonAsync("history"))[^1].GetProperty("timestamp").GetString()!;

        Assert.Equal(8, (await t.JsonAsync("read")).Length);
        Assert.Equal(10, (await t.JsonAsync("read", "--version", "0")).Length);
        Assert.Equal(10, (await t.JsonAsync("read", "--timestamp", first)).Length);
        var (exit, _, error) = await t.RunAsync("read", "--timestamp", "2001-01-01");
        Assert.Equal(4, exit);
        Assert.StartsWith("error: No version that can still be read is as old as 2001-01-01T00:00:00.0000000+00:00", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_for_people_has_a_limit_and_says_so()
    {
        await using var t = await TemporaryTable.CreateAsync();

        var (exit, output, error) = await t.RunAsync("read", "--limit", "2", "--columns", "name", "--where", "id < 5");

        Assert.Equal(0, exit);
        Assert.Equal(6, output.TrimEnd().Split('\n').Length);
        Assert.StartsWith("2 rows (there are more: raise --limit", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "error: The condition 'id >' is not SQL: syntax error", "read", "--where", "id >")]
    [InlineData(1, "error: Binder Error: Referenced column \"nobody\" not found", "read", "--where", "nobody = 1")]
    [InlineData(2, "error: There is no column 'nobody'. The columns are id, name, share, day.", "read", "--columns", "nobody")]
    [InlineData(2, "error: A Parquet file cannot be written to standard output", "read", "--format", "parquet")]
    [InlineData(2, "error: 'x.dat' does not tell a format", "read", "--out", "x.dat")]
    [InlineData(2, "error: Give either --version or --timestamp", "read", "--version", "1", "--timestamp", "2026-01-01")]
    [InlineData(2, "error: 'yesterday' is no time such as", "read", "--timestamp", "yesterday")]
    [InlineData(2, "error: --limit cannot be negative", "read", "--limit", "-1")]
    [InlineData(4, "error: The table has no version 7; its versions end at 1.", "read", "--version", "7")]
    [InlineData(2, "error: Give the version with --version or --timestamp.", "restore")]
    [InlineData(2, "error: Give the first version with --from", "changes")]
    [InlineData(2, "error: 'a week' is no length of time such as 7d", "vacuum", "--retention", "a week")]
    [InlineData(2, "error: 'appendOnly' is no table property", "convert", "--property", "appendOnly")]
    [InlineData(2, "error: 'year' is no partition column", "convert", "--partition-by", "year")]
    [InlineData(2, "error: There is no engine 'hive' here. The engines are spark, delta-rs, delta-kernel, duckdb, trino, athena.", "compat", "--engine", "hive")]
    public async Task What_is_wrong_is_said_in_one_message(int code, string message, string command, params string[] arguments)
    {
        await using var t = await TemporaryTable.CreateAsync();

        var (exit, output, error) = await t.RunAsync(command, arguments);

        Assert.Equal((code, ""), (exit, output));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_and_a_damaged_file_are_named()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var file = Assert.Single(Directory.EnumerateFiles(t.Location, "*.parquet"));
        var content = await File.ReadAllBytesAsync(file, TemporaryTable.Cancellation);
        await File.WriteAllTextAsync(file, "no Parquet", TemporaryTable.Cancellation);
        var damaged = await t.RunAsync("read");
        File.Delete(file);
        var missing = await t.RunAsync("read", "--json", "--out", Path.Combine(t.Folder, "rows.jsonl"));

        Assert.Equal((1, 1), (damaged.ExitCode, missing.ExitCode));
        Assert.StartsWith("error: A data file cannot be read:", damaged.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: A data file is not where the log says.", missing.Error, StringComparison.Ordinal);
        Assert.All([damaged.Error, missing.Error], error => Assert.Contains($"version 1, file {file}]", error, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(t.Folder)); // no half-written output stays
        Assert.NotEmpty(content);
    }

    [Theory]
    [InlineData("/no/such/table", 4, "error: There is no Delta table here")]
    [InlineData("abfss://x@y/z", 2, "error: 'abfss://x@y/z' is no location of a table")]
    public async Task A_location_without_a_table_is_told(string location, int code, string message)
    {
        foreach (var command in new[] { "show", "history", "verify" })
        {
            var (exit, _, error) = await CommandLine.RunAsync(null, "table", command, location);
            Assert.Equal(code, exit);
            Assert.StartsWith(message, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_the_command()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i, repeat('x', 100) AS t FROM range(1000000) t(i)");
        using var process = CommandLine.Start(null, "table", "read", t.Location, "--json");
        Assert.StartsWith("{\"i\":", await process.StandardOutput.ReadLineAsync(TemporaryTable.Cancellation), StringComparison.Ordinal);
        process.StandardOutput.Close();

        Assert.Equal(0, await ExitAsync(process));
    }

    [Fact]
    public async Task Ctrl_C_stops_the_engine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc.");
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i FROM range(3000) t(i)");
        using var process = CommandLine.Start(null, "table", "read", t.Location, "--json", "--columns", "i", "--where", "i = 0 OR (SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range = -1 - i) = 7");
        await WaitForEngineAsync(process);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TemporaryTable.Cancellation);
        }

        Assert.Equal((130, "Stopped.\n"), (await ExitAsync(process), await process.StandardError.ReadToEndAsync(TemporaryTable.Cancellation)));
    }

    [Fact]
    public async Task Output_into_a_shared_file_goes_where_it_belongs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test uses sh.");
        await using var t = await TemporaryTable.CreateAsync();
        var file = Path.Combine(t.Folder, "log.txt");
        var command = Path.Combine(AppContext.BaseDirectory, "Lakehouse.Cli");
        using var shell = Process.Start("sh", ["-c", $"(echo before; '{command}' table read '{t.Location}' --json --columns id --where 'id = 3'; echo after) > '{file}'"]);

        Assert.Equal(0, await ExitAsync(shell));
        Assert.Equal("before\n{\"id\":3}\nafter\n", await File.ReadAllTextAsync(file, TemporaryTable.Cancellation));
    }

    /// <summary>The engine is at work when the process has loaded it and used a second of processor time since.</summary>
    private static async Task WaitForEngineAsync(Process process)
    {
        while (!File.ReadAllText($"/proc/{process.Id}/maps").Contains("libduckdb", StringComparison.Ordinal))
        {
            await WaitAsync();
        }

        for (var loaded = process.TotalProcessorTime; process.TotalProcessorTime < loaded + TimeSpan.FromSeconds(1);)
        {
            await WaitAsync();
        }

        async Task WaitAsync()
        {
            Assert.False(process.HasExited);
            await Task.Delay(20, TemporaryTable.Cancellation);
            process.Refresh();
        }
    }

    private static async Task<int> ExitAsync(Process process)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TemporaryTable.Cancellation);
        late.CancelAfter(CommandLine.Patience);
        await process.WaitForExitAsync(late.Token);
        return process.ExitCode;
    }
}
