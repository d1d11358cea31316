using DuckDB.NET.Data;

namespace Lakehouse.Cli.Tests;

/// <summary><c>lakehouse pipeline validate | graph | plan | run | test</c> on a small pipeline and its raw files.</summary>
public sealed class PipelineCommandsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("cli-pipeline-").FullName;

    public PipelineCommandsTests()
    {
        Write("pipeline.yaml", """
            pipeline: shop
            staged:
              items: { key: [id], columns: { id: INTEGER, name: STRING, price: INTEGER } }
            curated:
              prices: { sql: prices.sql, key: [name], refresh: incremental }
              ranks: { sql: ranks.sql, key: [name], refresh: incremental }
            """);
        Write("prices.sql", "SELECT name, max(price) AS price FROM staged.items GROUP BY name");
        Write("ranks.sql", "SELECT name, CAST(rank() OVER (ORDER BY price DESC) AS INTEGER) AS place FROM curated.prices");
        Write("prices.test.yaml", "tests:\n  - name: the highest price counts\n    given: { staged.items: [ { id: 1, name: tea, price: 5 }, { id: 2, name: tea, price: 7 } ] }\n    expect: [ { name: tea, price: 7 } ]\n");
    }

    [Fact]
    public async Task Validate_says_what_was_checked_or_every_problem()
    {
        var good = await RunAsync("validate", Pipeline);
        Write("prices.sql", "SELECT name::text AS name,\n  max(prise) AS price FROM staged.items GROUP BY name");
        var bad = await RunAsync("validate", Pipeline);

        Assert.Equal((0, 1), (good.ExitCode, bad.ExitCode));
        Assert.Equal("shop: 1 staged and 2 curated tables, 0 expectations, 1 tests: no problem.\n", good.Output);
        Assert.Contains("prices.sql:1: Spark does not know '::'.", bad.Error, StringComparison.Ordinal);
        Assert.Contains("prices.sql:2: The SQL does not fit its tables: Referenced column \"prise\" not found", bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_is_text_a_diagram_or_lineage()
    {
        Assert.Equal("staged.items ← raw.items\ncurated.prices ← staged.items  (incremental)\ncurated.ranks ← curated.prices  (incremental)\n", (await RunAsync("graph", Pipeline)).Output);
        Assert.StartsWith("flowchart LR\n", (await RunAsync("graph", Pipeline, "--format", "mermaid")).Output, StringComparison.Ordinal);
        Assert.Contains("\"use\": \"aggregation\"", (await RunAsync("graph", Pipeline, "--format", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_what_the_run_then_does()
    {
        Raw("LOAD00000001.parquet", string.Join(", ", Enumerable.Range(1, 50).Select(id => $"('I', {id}, 'n{id}', {id}, '00')")));
        var before = await RunAsync("plan", Pipeline, "--lake", Lake);
        var first = await RunAsync("run", Pipeline, "--lake", Lake);
        var between = await RunAsync("plan", Pipeline, "--lake", Lake);
        Raw("20261122-100100000.parquet", "('U', 1, 'n1', 99, '01')");
        var changed = await RunAsync("plan", Pipeline, "--lake", Lake);
        var json = await RunAsync("plan", Pipeline, "--lake", Lake, "--format", "json");
        var second = await RunAsync("run", Pipeline, "--lake", Lake);

        Assert.Equal((0, 0, 0, 0), (before.ExitCode, first.ExitCode, changed.ExitCode, second.ExitCode));
        Assert.Contains("refresh all of it |    none | it is the first time", before.Output, StringComparison.Ordinal);
        Assert.Contains("curated.prices: version 0 (+50 ~0 -0", first.Output, StringComparison.Ordinal);
        Assert.Equal(3, between.Output.Split("do nothing").Length - 1);
        Assert.Contains("merge files           |       0 | 1 new raw file, ", changed.Output, StringComparison.Ordinal);
        Assert.Contains("refresh incrementally |       0 | the keys (name) of what changes in staged.items", changed.Output, StringComparison.Ordinal);
        Assert.Contains("refresh all of it     |       0 | it has the window function rank", changed.Output, StringComparison.Ordinal);
        Assert.Contains("\"20261122-100100000.parquet\"", json.Output, StringComparison.Ordinal);
        Assert.Contains("curated.prices: version 1 (", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_can_be_asked_of_a_Transformer()
    {
        Raw("LOAD00000001.parquet", "('I', 1, 'tea', 5, '00')");
        using var service = await RunningTransformer.StartAsync(Pipeline, Lake);
        var asked = await RunAsync("run", Pipeline, "--transformer", service.Address.AbsoluteUri, "--table", "staged.items", "--full-refresh");
        var wrong = await RunAsync("run", Pipeline, "--transformer", service.Address.AbsoluteUri, "--table", "staged.itms");
        var nobody = await RunAsync("run", Pipeline, "--transformer", "http://127.0.0.1:9");

        Assert.Equal((0, 1, 3), (asked.ExitCode, wrong.ExitCode, nobody.ExitCode));
        Assert.Contains("curated.ranks: ", asked.Output, StringComparison.Ordinal);
        Assert.Contains("'staged.itms', which the pipeline does not have", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("leave it out to run the pipeline here", nobody.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_is_built_anew_from_a_version()
    {
        Raw("LOAD00000001.parquet", "('I', 1, 'tea', 5, '00'), ('I', 2, 'jam', 3, '00')");
        await RunAsync("run", Pipeline, "--lake", Lake);
        Raw("20261122-100100000.parquet", "('U', 1, 'tea', 9, '01')");
        await RunAsync("run", Pipeline, "--lake", Lake);

        var again = await RunAsync("run", Pipeline, "--lake", Lake, "--replay-from", "staged.items=0");
        var missing = await RunAsync("run", Pipeline, "--lake", Lake, "--replay-from", "staged.items=99");
        var wrong = await RunAsync("run", Pipeline, "--lake", Lake, "--replay-from", "staged.items");

        Assert.Equal((0, 1, 2), (again.ExitCode, missing.ExitCode, wrong.ExitCode));
        Assert.Contains("staged.items: version 2 (", again.Output, StringComparison.Ordinal);
        Assert.Contains("99", missing.Output, StringComparison.Ordinal);
        Assert.StartsWith("error: 'staged.items' is no table and version such as staged.ratings=12.", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("graph")]
    [InlineData("plan")]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData("derive")]
    public async Task Every_command_has_help_with_examples(string command)
    {
        var help = await RunAsync(command, "--help");

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains($"Examples:\n  lakehouse pipeline {command} samples/MovieLens", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_fails_says_so()
    {
        Raw("LOAD00000001.parquet", "('I', 1, 'tea', 5, '00'), ('I', NULL, 'tea', 5, '00')");
        Write("pipeline.yaml", "pipeline: shop\nstaged:\n  items: { key: [id], max_quarantined: 0 }\n");
        var run = await RunAsync("run", Pipeline, "--lake", Lake);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("staged.items: failed: Cannot stage 'items'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_pass_fail_and_are_captured_from_real_rows()
    {
        var passed = await RunAsync("test", Pipeline);
        Raw("LOAD00000001.parquet", "('I', 1, 'tea', 5, '00'), ('I', 2, 'tea, green', 7, '00'), ('I', 3, 'jam', 1, '00'), ('I', 4, 'jam', NULL, '00')");
        await RunAsync("run", Pipeline, "--lake", Lake);
        var captured = await RunAsync("test", Pipeline, "--capture", "prices", "--rows", "2", "--where", "name <> 'tea'", "--name", "it's real", "--lake", Lake);
        var windows = await RunAsync("test", Pipeline, "--capture", "curated.ranks", "--lake", Lake);
        var again = await RunAsync("test", Pipeline);
        Write("prices.sql", "SELECT name, min(price) AS price FROM staged.items GROUP BY name");
        var failed = await RunAsync("test", Pipeline, "--model", "prices");

        Assert.Equal((0, 0, 0, 0, 1), (passed.ExitCode, captured.ExitCode, windows.ExitCode, again.ExitCode, failed.ExitCode));
        Assert.Contains("passed  curated.prices: the highest price counts\n1 tests, 0 failed.\nWithout a test: curated.ranks.\n", passed.Output, StringComparison.Ordinal);
        Assert.Contains("'it's real', 2 rows from 3 input rows.", captured.Output, StringComparison.Ordinal);
        Assert.Contains("passed  curated.prices: it's real\n", again.Output, StringComparison.Ordinal);
        Assert.Contains("3 tests, 0 failed.", again.Output, StringComparison.Ordinal);
        Assert.Contains("missing row:    name=tea, price=7\n  unexpected row: name=tea, price=5", failed.Output, StringComparison.Ordinal);
    }

    /// <summary>What a test is made of is read back as it was: line ends, signs that YAML has no place for, texts that look like numbers.</summary>
    [Fact]
    public async Task A_captured_test_passes_whatever_the_rows_hold()
    {
        Write("pipeline.yaml", "pipeline: shop\nstaged: { items: { key: [id] } }\ncurated: { prices: { sql: prices.sql, key: [name] } }");
        Write("prices.sql", "SELECT name, max(price) AS price, name || '!' AS loud FROM staged.items GROUP BY name");
        Raw("LOAD00000001.parquet", "('I', 1, '007', 5, '00'), ('I', 2, 'a' || chr(13) || chr(10) || 'b', 7, '00'), ('I', 3, chr(9) || '\"#' || chr(7), 1, '00'), ('I', 4, '', NULL, '00'), ('I', 5, 'null', 2, '00'), ('I', 6, '🎬 ' || chr(8232), 2, '00')");
        await RunAsync("run", Pipeline, "--lake", Lake);
        var digits = await RunAsync("test", Pipeline, "--capture", "prices", "--where", "name = '007'", "--name", "digits", "--lake", Lake);
        var all = await RunAsync("test", Pipeline, "--capture", "prices", "--rows", "10", "--name", "all", "--lake", Lake);
        var tests = await RunAsync("test", Pipeline, "--model", "prices");

        Assert.Equal((0, 0, 0), (digits.ExitCode, all.ExitCode, tests.ExitCode));
        Assert.Contains("passed  curated.prices: digits\npassed  curated.prices: all\n", tests.Output, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"STRING\"", await File.ReadAllTextAsync(Path.Combine(Pipeline, "prices.test.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_run_there_is_nothing_to_capture()
    {
        var captured = await RunAsync("test", Pipeline, "--capture", "prices", "--lake", Lake);
        Assert.Equal(1, captured.ExitCode);
        Assert.Contains("Cannot capture a test of curated.prices: it reads staged.items, which the lake does not have yet. Run the pipeline first.", captured.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Pipeline => Path.Combine(root, "pipeline");

    private string Lake => Path.Combine(root, "lake");

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => CommandLine.RunAsync(null, ["pipeline", .. arguments]);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Pipeline);
        File.WriteAllText(Path.Combine(Pipeline, name), content);
    }

    private void Raw(string name, string rows)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Lake, "raw", "shop", "public", "items")).FullName;
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT \"Op\", id::INTEGER AS id, name, price::INTEGER AS price, change_seq FROM (VALUES {rows}) t(\"Op\", id, name, price, change_seq)) TO '{Path.Combine(folder, name)}' (FORMAT parquet)";
        command.ExecuteNonQuery();
    }
}
