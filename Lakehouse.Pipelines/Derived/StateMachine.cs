using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>
/// The Step Functions definition: take the options, lock, stage all tables side by side, models level by level (each behind its gate), quality report,
/// crawlers when a schema changed, unlock. Whatever fails is reported, unlocks and fails the execution.
/// </summary>
internal static class StateMachine
{
    /// <summary>Hours after which an execution is ended; the next one breaks its lock.</summary>
    private const int LongestHours = 6;

    private static readonly string[] Crawlers = ["RawCrawler", "StagedCrawler", "CuratedCrawler"];

    public static JsonObject Of(Pipeline pipeline)
    {
        var states = new JsonObject();
        var levels = ModelLevels.Of(pipeline.Models);
        RunInput.AddStates(states, RunLock.Acquire);
        RunLock.AddStates(states, pipeline, "Stage");
        states.Add("Stage", Side(pipeline.Staged.Select(table => StageBranch(pipeline, table)), Level(0)));
        for (var level = 0; level < levels.Count; level++)
        {
            states.Add(Level(level), Side(levels[level].Select(CurateBranch), Level(level + 1)));
        }

        states.Add("Report quality", GlueTask(GlueJobs.Quality, [], Retries.OfRunning, ("ResultPath", null), ("Catch", FailureReport.CatchAll), ("Next", RunLock.Look)));
        RunLock.AddClosingStates(states, pipeline, "Crawl");
        states.Add("Crawl", Side(Crawlers.Select(CrawlBranch), RunLock.Release));
        FailureReport.AddStates(states, pipeline);
        return new JsonObject
        {
            ["Comment"] = $"Made by `lakehouse pipeline derive` from the pipeline {pipeline.Name}: change that, not this.",
            ["StartAt"] = RunInput.Start,
            ["TimeoutSeconds"] = LongestHours * 3600,
            ["States"] = states,
        };

        string Level(int level) => level == levels.Count ? "Report quality" : levels.Count == 1 ? "Curate" : $"Curate level {level + 1}";
    }

    private static JsonObject StageBranch(Pipeline pipeline, StagedTable table) =>
        Branch($"Stage {table.Name}", (
            $"Stage {table.Name}",
            GlueTask(GlueJobs.Stage, GlueJobs.StageArguments(pipeline, table), Retries.OfRunning, ("End", true))));

    /// <summary>A gate that stays shut is no fault of the moment: only other failures are tried again.</summary>
    private static JsonObject CurateBranch(Model model)
    {
        var cleans = model.Zone == Zone.Staged;
        var (name, why, again, stopped) = cleans
            ? ($"Clean {model.Name}", $"Why cleaning {model.Name} failed", $"Clean {model.Name} again", $"Gate of cleaned {model.Name}")
            : ($"Curate {model.Name}", $"Why {model.Name} failed", $"Curate {model.Name} again", $"Gate of {model.Name}");
        return Branch(
            name,
            (name, GlueTask(
                GlueJobs.Curate(model),
                [],
                Retries.OfStarting,
                ("Catch", new JsonArray(new JsonObject { ["ErrorEquals"] = new JsonArray("States.TaskFailed"), ["ResultPath"] = "$.error", ["Next"] = why })),
                ("End", true))),
            (why, new JsonObject
            {
                ["Type"] = "Choice",
                ["Choices"] = new JsonArray(new JsonObject { ["Variable"] = "$.error.Cause", ["StringMatches"] = $"*{FailureReport.GateFailed}*", ["Next"] = stopped }),
                ["Default"] = again,
            }),
            (again, GlueTask(GlueJobs.Curate(model), [], Retries.OfStarting, ("End", true))),
            (stopped, new JsonObject { ["Type"] = "Fail", ["Error"] = FailureReport.GateFailed, ["CausePath"] = "$.error.Cause" }));
    }

    private static JsonObject CrawlBranch(string crawler) =>
        Branch(crawler, (crawler, new JsonObject
        {
            ["Type"] = "Task",
            ["Resource"] = "arn:aws:states:::aws-sdk:glue:startCrawler",
            ["Parameters"] = new JsonObject { ["Name"] = $"${{{crawler}}}" },
            ["Retry"] = Retries.OfCrawling,
            ["Catch"] = new JsonArray(new JsonObject { ["ErrorEquals"] = new JsonArray("Glue.CrawlerRunningException"), ["Next"] = $"{crawler} runs" }),
            ["End"] = true,
        }), ($"{crawler} runs", new JsonObject { ["Type"] = "Pass", ["End"] = true }));

    private static JsonObject GlueTask(string job, JsonObject arguments, JsonArray retry, params (string Name, JsonNode? Value)[] rest)
    {
        arguments["--run_table"] = "${RunTable}";
        arguments["--run.$"] = "$$.Execution.Id";
        arguments["--options.$"] = RunInput.AsArgument;
        var task = new JsonObject
        {
            ["Type"] = "Task",
            ["Resource"] = "arn:aws:states:::glue:startJobRun.sync",
            ["Parameters"] = new JsonObject { ["JobName"] = job, ["Arguments"] = arguments },
            ["Retry"] = retry,
        };
        foreach (var (name, value) in rest)
        {
            task.Add(name, value);
        }

        return task;
    }

    private static JsonObject Branch(string start, params (string Name, JsonObject State)[] states) => new()
    {
        ["StartAt"] = start,
        ["States"] = new JsonObject(states.Select(state => KeyValuePair.Create<string, JsonNode?>(state.Name, state.State))),
    };

    /// <summary>Branches side by side; the first that fails ends the others.</summary>
    private static JsonObject Side(IEnumerable<JsonObject> branches, string next) => new()
    {
        ["Type"] = "Parallel",
        ["Branches"] = new JsonArray([.. branches]),
        ["ResultPath"] = null,
        ["Catch"] = FailureReport.CatchAll,
        ["Next"] = next,
    };
}
