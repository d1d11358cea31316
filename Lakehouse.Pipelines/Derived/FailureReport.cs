using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>States that a failure leads to: count it when it is a gate's, tell people, unlock, fail.</summary>
internal static class FailureReport
{
    public const string Start = "Was it a gate";

    /// <summary>What a job's error message begins with when rows did not pass their suite (glue/lakehouse_glue/gate.py).</summary>
    public const string GateFailed = "GateFailed";

    private const string Count = "Count the gate's failure";
    private const string Tell = "Report the failure";
    private const string Unlock = "Unlock after the failure";
    private const string Failed = "Failed";

    public static JsonArray CatchAll => new(new JsonObject { ["ErrorEquals"] = new JsonArray("States.ALL"), ["ResultPath"] = "$.error", ["Next"] = Start });

    public static void AddStates(JsonObject states, Pipeline pipeline)
    {
        states.Add(Start, new JsonObject
        {
            ["Type"] = "Choice",
            ["Choices"] = new JsonArray(new JsonObject { ["Variable"] = "$.error.Error", ["StringEquals"] = GateFailed, ["Next"] = Count }),
            ["Default"] = Tell,
        });
        states.Add(Count, Attempt("aws-sdk:cloudwatch:putMetricData", new JsonObject
        {
            ["Namespace"] = "Lakehouse",
            ["MetricData"] = new JsonArray(new JsonObject
            {
                ["MetricName"] = "GateFailures",
                ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "Pipeline", ["Value"] = pipeline.Name }),
                ["Unit"] = "Count",
                ["Value"] = 1,
            }),
        }, Tell));
        states.Add(Tell, Attempt("sns:publish", new JsonObject
        {
            ["TopicArn"] = "${NoticeTopic}",
            ["Subject"] = $"Lakehouse: a run of {Shortened(pipeline.Name)} failed",
            ["Message.$"] = "States.Format('{}\n\n{}\n\n{}', $$.Execution.Id, $.error.Error, $.error.Cause)",
        }, Unlock));
        states.Add(Unlock, RunLock.ReleaseAfterFailure(pipeline, Failed));
        states.Add(Failed, new JsonObject { ["Type"] = "Fail", ["ErrorPath"] = "$.error.Error", ["CausePath"] = "$.error.Cause" });
    }

    /// <summary>A request whose failure must not hide the failure that is being reported.</summary>
    private static JsonObject Attempt(string api, JsonObject parameters, string next) => new()
    {
        ["Type"] = "Task",
        ["Resource"] = $"arn:aws:states:::{api}",
        ["Parameters"] = parameters,
        ["ResultPath"] = null,
        ["Retry"] = Retries.OfRequest,
        ["Catch"] = new JsonArray(new JsonObject { ["ErrorEquals"] = new JsonArray("States.ALL"), ["ResultPath"] = null, ["Next"] = next }),
        ["Next"] = next,
    };

    /// <summary>A subject has at most 100 characters.</summary>
    private static string Shortened(string name) => name.Length <= 60 ? name : name[..60];
}
