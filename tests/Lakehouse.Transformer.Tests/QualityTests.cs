using System.Text.Json.Nodes;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>What a gate found is kept for programs (JSON, a table) and for people (a page).</summary>
public sealed class QualityTests
{
    [Fact]
    public async Task A_gate_leaves_its_results_as_Great_Expectations_writes_them()
    {
        await using var lake = Gated("warning").Items(Load, "('I', 1, 'tea', 6, '00'), ('I', 2, 'coal', -5, '00'), ('I', 3, '<b>', -7, '00')");
        var run = await lake.RecordedRunAsync();

        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Quality(lake), "validations", "curated.prices", $"{run.Id}.json"), TestContext.Current.CancellationToken))!;
        Assert.False((bool)json["success"]!);
        Assert.Equal((3, 2, 1), ((int)json["statistics"]!["evaluated_expectations"]!, (int)json["statistics"]!["successful_expectations"]!, (int)json["statistics"]!["unsuccessful_expectations"]!));
        var failed = json["results"]!.AsArray().Single(result => !(bool)result!["success"]!)!;
        Assert.Equal("""{"type":"expect_column_values_to_be_between","kwargs":{"column":"price","min_value":0},"meta":{"notes":"no debts"},"severity":"warning"}""", failed["expectation_config"]!.ToJsonString());
        Assert.Equal((3, 2), ((int)failed["result"]!["element_count"]!, (int)failed["result"]!["unexpected_count"]!));
        Assert.Equal([-7, -5], failed["result"]!["partial_unexpected_list"]!.AsArray().Select(value => (int)value!).Order());
        Assert.Equal("""{"raised_exception":false,"exception_traceback":null,"exception_message":null}""", failed["exception_info"]!.ToJsonString());
        Assert.Equal("committed", (string?)json["meta"]!["outcome"]);
    }

    [Fact]
    public async Task A_run_has_a_page_with_rows_that_fail_and_an_index_leads_to_it()
    {
        await using var lake = Gated("critical").Items(Load, "('I', 1, 'tea', 6, '00'), ('I', 3, '<b>', -7, '00')");
        var run = await lake.RecordedRunAsync();

        var page = await File.ReadAllTextAsync(Path.Combine(Quality(lake), "data_docs", $"{run.Id}.html"), TestContext.Current.CancellationToken);
        Assert.Contains("curated.prices: stopped", page);
        Assert.Contains("<td>&lt;b&gt;</td><td>-7</td>", page);
        Assert.Contains("there is no version yet", page);
        Assert.Contains($"{run.Id}.html", await File.ReadAllTextAsync(Path.Combine(Quality(lake), "data_docs", "index.html"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Results_and_runs_are_tables_too()
    {
        await using var lake = Gated("critical").Items(Load, "('I', 1, 'tea', 6, '00'), ('I', 3, 'coal', -7, '00')");
        var first = await lake.RecordedRunAsync();
        lake.Items(Change(1), "('U', 3, 'coal', 7, '01')");
        await lake.RecordedRunAsync();

        Assert.Equal(
            ["expect_column_values_to_be_between|critical|false|2|1|stopped|NULL", "expect_column_values_to_be_unique|critical|true|2|0|stopped|NULL", "unexpected_rows_expectation|critical|true|0|0|stopped|NULL"],
            await lake.RowsAsync("ops.quality_results", "expectation, severity, success, element_count, unexpected_count, outcome, version", $"run_id = '{first.Id}'"));
        Assert.Equal(
            ["run|NULL|failed|1|2|1", "table|curated.expensive|skipped|0|0|0", "table|curated.prices|stopped|0|0|1", "table|staged.items|committed|1|2|0"],
            await lake.RowsAsync("ops.runs", "kind, \"table\", state, files, rows_read, expectations_failed", $"run_id = '{first.Id}'"));
        Assert.Equal(1, await lake.VersionAsync("ops.runs"));
        Assert.Equal(["committed|0"], await lake.RowsAsync("ops.runs", "state, version", $"\"table\" = 'curated.prices' AND run_id <> '{first.Id}' AND duration_seconds > 0 AND finished > started"));
    }

    private static string Quality(LakeFolder lake) => Path.Combine(lake.Lake.Quality.LocalPath, "shop");

    private static LakeFolder Gated(string severity) => CreateGated()
        .Write("prices.json", $$"""
            {
              "name": "prices",
              "expectations": [
                { "type": "expect_column_values_to_be_between", "kwargs": { "column": "price", "min_value": 0 }, "meta": { "notes": "no debts" }, "severity": "{{severity}}" },
                { "type": "unexpected_rows_expectation", "kwargs": { "unexpected_rows_query": "SELECT p.name FROM {batch} p LEFT JOIN staged.items i ON i.name = p.name WHERE i.id IS NULL" }, "severity": "{{severity}}" }
              ]
            }
            """);
}
