using System.Text.Json.Nodes;

namespace Lakehouse.CloudFormation.Tests.Emulator;

/// <summary>The derived definition on an emulator of Step Functions, Glue, DynamoDB, SNS and CloudWatch.</summary>
public sealed class StateMachineTests(StateMachineRun run) : IClassFixture<StateMachineRun>
{
    [Fact]
    public void Success_stages_all_tables_then_computes_the_models_then_reports()
    {
        var scenario = run["success"];

        Assert.Equal("SUCCEEDED", scenario["status"]!.ToString());
        var jobs = Jobs(scenario);
        Assert.Equal(["links", "movies", "ratings", "tags"], jobs[..4].Order(StringComparer.Ordinal));
        Assert.Equal(["p-staged-curated-deltalake-movie-ratings", "p-staged-curated-deltalake-user-tags"], jobs[4..6].Order(StringComparer.Ordinal));
        Assert.Equal(["p-deltalake-data-quality"], jobs[6..]);
        Assert.Null(scenario["lock"]);
        Assert.DoesNotContain("Crawl", States(scenario));
    }

    [Fact]
    public void Crawlers_run_when_a_job_said_that_a_schema_changed()
    {
        var scenario = run["schema_change"];

        Assert.Equal("SUCCEEDED", scenario["status"]!.ToString());
        Assert.Superset(new HashSet<string> { "RawCrawler", "StagedCrawler", "CuratedCrawler" }, States(scenario).ToHashSet());
    }

    [Fact]
    public void A_failing_job_is_tried_once_more_then_reported_and_fails_the_execution()
    {
        var scenario = run["failing_job"];

        Assert.Equal(["FAILED", "States.TaskFailed"], new[] { scenario["status"], scenario["error"] }.Select(value => value!.ToString()));
        Assert.Equal(2, Jobs(scenario).Count(job => job == "ratings"));
        Assert.Contains("no file has the key", Assert.Single(scenario["notices"]!.AsArray())!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Curate", States(scenario));
        Assert.Null(scenario["lock"]);
    }

    [Theory]
    [InlineData("retried_job", "ratings")]
    [InlineData("retried_model", "p-staged-curated-deltalake-movie-ratings")]
    public void A_job_that_fails_once_is_tried_again(string name, string job)
    {
        var scenario = run[name];

        Assert.Equal("SUCCEEDED", scenario["status"]!.ToString());
        Assert.Equal(2, Jobs(scenario).Count(ran => ran == job));
        Assert.Empty(scenario["notices"]!.AsArray());
    }

    [Fact]
    public void A_gate_that_stays_shut_is_not_tried_again_but_counted_and_reported()
    {
        var scenario = run["failing_gate"];

        Assert.Equal(["FAILED", "GateFailed"], new[] { scenario["status"], scenario["error"] }.Select(value => value!.ToString()));
        Assert.Single(Jobs(scenario), job => job == "p-staged-curated-deltalake-movie-ratings");
        Assert.DoesNotContain("p-deltalake-data-quality", Jobs(scenario));
        Assert.Equal("""[["Lakehouse","GateFailures",[{"Name":"Pipeline","Value":"movielens"}]]]""", scenario["metrics"]!.ToJsonString());
        Assert.Contains("3 of 9742 unexpected", Assert.Single(scenario["notices"]!.AsArray())!.ToString(), StringComparison.Ordinal);
        Assert.Null(scenario["lock"]);
    }

    [Fact]
    public void Where_Glue_has_no_room_runs_wait_for_each_other() => Assert.Equal("SUCCEEDED", run["throttled"]["status"]!.ToString());

    [Fact]
    public void A_run_that_meets_another_asks_it_for_a_successor_and_ends()
    {
        var scenario = run["overlap"];

        Assert.Equal("SUCCEEDED", scenario["status"]!.ToString());
        Assert.Equal("Another run goes on", States(scenario["second"]!)[^1]);
        Assert.DoesNotContain("Stage", States(scenario["second"]!));
        Assert.Equal("SUCCEEDED", Assert.Single(scenario["successors"]!.AsArray())![1]!.ToString());
    }

    [Fact]
    public void A_run_with_options_that_meets_another_waits_for_its_end_and_then_follows_them()
    {
        var scenario = run["options_wait"];

        Assert.Equal(["SUCCEEDED", "SUCCEEDED"], new[] { scenario, scenario["second"]! }.Select(one => one["status"]!.ToString()));
        Assert.Contains("Wait for the holder", States(scenario["second"]!));
        Assert.Equal("Done", States(scenario["second"]!)[^1]);
        Assert.Equal("""[{},{"tables":["staged.movies"],"replay":true}]""", scenario["options"]!.ToJsonString());
        Assert.Null(scenario["lock"]);
    }

    [Fact]
    public void The_lock_of_a_run_that_died_is_broken()
    {
        var scenario = run["dead_holder"];

        Assert.Equal("SUCCEEDED", scenario["status"]!.ToString());
        Assert.Contains("Break the lock", States(scenario));
    }

    [Fact]
    public void A_name_starts_one_execution()
    {
        Assert.Equal("refused", run["same_name"]["again"]!.ToString());
        Assert.Equal(0, run["same_name"]["runs_of_again"]!.GetValue<int>());
    }

    [Fact]
    public void Events_of_one_minute_start_one_run()
    {
        var scenario = run["starter"];

        Assert.Equal("raw-2026-11-23T01-02", Assert.Single(scenario["started"]!.AsArray())!.ToString());
        Assert.Equal("Started before", States(scenario["second"]!)[^1]);
    }

    private static string[] States(JsonNode scenario) => [.. scenario["states"]!.AsArray().Select(state => state!.ToString())];

    /// <summary>The table of a staging run, the job of others, in the order in which they started.</summary>
    private static string[] Jobs(JsonObject scenario) => [.. scenario["runs"]!.AsArray().Select(ran => (ran![1] ?? ran[0])!.ToString())];
}
