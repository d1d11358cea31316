using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>
/// States that keep runs of a pipeline from overlapping, by one item in DynamoDB:
/// <c>{pipeline: movielens, holder: arn:…:execution:…, asked_again: false, schema_changed: false}</c>.
/// </summary>
/// <remarks>
/// A run that finds the lock held notes on it that it was wanted and ends; the holder starts a successor when it is done, so no raw
/// file waits for the next event. A holder that no longer runs (aborted, timed out) loses the lock: no clock is involved.
/// </remarks>
internal static class RunLock
{
    public const string Acquire = "Lock";

    public const string Look = "Look at the run";

    public const string Release = "Unlock";

    private const string Held = "Who holds the lock";
    private const string Alive = "Is the holder alive";
    private const string Break = "Break the lock";
    private const string Asked = "Does it have options";
    private const string Wait = "Wait for the holder";
    private const string Ask = "Ask the holder to run again";
    private const string Again = "Run again";
    private const string Done = "Done";

    private const int SecondsBetweenLooks = 60;

    private const string MeHolds = "holder = :me";

    /// <summary>Adds the states up to <paramref name="next"/>, which holds the lock.</summary>
    public static void AddStates(JsonObject states, Pipeline pipeline, string next)
    {
        states.Add(Acquire, Request("dynamodb:putItem", new JsonObject
        {
            ["TableName"] = "${RunTable}",
            ["Item"] = new JsonObject
            {
                ["pipeline"] = Text(pipeline.Name),
                ["holder"] = Me(),
                ["asked_again"] = Flag(false),
                ["schema_changed"] = Flag(false),
            },
            ["ConditionExpression"] = $"attribute_not_exists(pipeline) OR {MeHolds}",
            ["ExpressionAttributeValues"] = new JsonObject { [":me"] = Me() },
        }, null, next, (Taken, Held), ("States.ALL", FailureReport.Start)));
        states.Add(Held, Request("dynamodb:getItem", Item(pipeline, ("ConsistentRead", true)), "$.lock", "Is it held", ("States.ALL", FailureReport.Start)));
        states.Add("Is it held", Choice(Acquire, (Present("$.lock.Item"), Alive)));
        states.Add(Alive, Request(
            "aws-sdk:sfn:describeExecution",
            new JsonObject { ["ExecutionArn.$"] = "$.lock.Item.holder.S" },
            "$.holder",
            "Does the holder run",
            ("Sfn.ExecutionDoesNotExistException", Break),
            ("States.ALL", FailureReport.Start)));
        states.Add("Does the holder run", Choice(Break, (new JsonObject { ["Variable"] = "$.holder.Status", ["StringEquals"] = "RUNNING" }, Asked)));

        // The successor that the holder starts has no options: a run that has some waits for its turn.
        states.Add(Asked, RunInput.IsAsked(Wait, Ask));
        states.Add(Wait, new JsonObject { ["Type"] = "Wait", ["Seconds"] = SecondsBetweenLooks, ["Next"] = Acquire });
        states.Add(Ask, Request("dynamodb:updateItem", Item(
            pipeline,
            ("UpdateExpression", "SET asked_again = :true"),
            ("ConditionExpression", "holder = :holder"),
            ("ExpressionAttributeValues", new JsonObject { [":true"] = Flag(true), [":holder"] = new JsonObject { ["S.$"] = "$.lock.Item.holder.S" } })),
            null,
            "Another run goes on",
            (Taken, Acquire),
            ("States.ALL", FailureReport.Start)));
        states.Add("Another run goes on", new JsonObject { ["Type"] = "Succeed" });
        states.Add(Break, Request("dynamodb:deleteItem", Item(
            pipeline,
            ("ConditionExpression", "holder = :holder"),
            ("ExpressionAttributeValues", new JsonObject { [":holder"] = new JsonObject { ["S.$"] = "$.lock.Item.holder.S" } })),
            null,
            Acquire,
            (Taken, Acquire),
            ("States.ALL", FailureReport.Start)));
    }

    /// <summary>Adds the states after the work: <paramref name="crawl"/> only when a job said that a schema changed.</summary>
    public static void AddClosingStates(JsonObject states, Pipeline pipeline, string crawl)
    {
        states.Add(Look, Request("dynamodb:getItem", Item(pipeline, ("ConsistentRead", true)), "$.run", "Did a schema change", ("States.ALL", FailureReport.Start)));
        states.Add("Did a schema change", Choice(Release, (IsTrue("$.run.Item.schema_changed.BOOL"), crawl)));
        states.Add(Release, Request(
            "dynamodb:deleteItem",
            Mine(pipeline, ("ReturnValues", "ALL_OLD")),
            "$.released",
            "Was another run asked for",
            (Taken, Done),
            ("States.ALL", FailureReport.Start)));
        states.Add("Was another run asked for", Choice(Done, (IsTrue("$.released.Attributes.asked_again.BOOL"), Again)));

        // The name follows from this execution's, so a repeated request starts no second successor.
        states.Add(Again, Request("states:startExecution", new JsonObject
        {
            ["StateMachineArn.$"] = "$$.StateMachine.Id",
            ["Name.$"] = "States.Format('after-{}', States.Hash($$.Execution.Name, 'SHA-256'))",
            ["Input"] = new JsonObject { ["trigger"] = "asked again", ["AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$"] = "$$.Execution.Id" },
        }, null, Done, ("StepFunctions.ExecutionAlreadyExistsException", Done), ("States.ALL", FailureReport.Start)));
        states.Add(Done, new JsonObject { ["Type"] = "Succeed" });
    }

    /// <summary>Gives the lock back after a failure; whatever goes wrong, <paramref name="next"/> follows.</summary>
    public static JsonObject ReleaseAfterFailure(Pipeline pipeline, string next) =>
        Request("dynamodb:deleteItem", Mine(pipeline), null, next, ("States.ALL", next));

    private const string Taken = "DynamoDB.ConditionalCheckFailedException";

    private static JsonObject Mine(Pipeline pipeline, params (string Name, JsonNode Value)[] more) => Item(
        pipeline,
        [("ConditionExpression", MeHolds), ("ExpressionAttributeValues", new JsonObject { [":me"] = Me() }), .. more]);

    private static JsonObject Item(Pipeline pipeline, params (string Name, JsonNode Value)[] more)
    {
        var item = new JsonObject { ["TableName"] = "${RunTable}", ["Key"] = new JsonObject { ["pipeline"] = Text(pipeline.Name) } };
        foreach (var (name, value) in more)
        {
            item.Add(name, value);
        }

        return item;
    }

    /// <param name="api">What is called.</param>
    /// <param name="parameters">With what.</param>
    /// <param name="resultPath">Where the answer goes; null drops it.</param>
    /// <param name="next">The state that follows.</param>
    /// <param name="catches">Where errors lead, the first that fits.</param>
    private static JsonObject Request(string api, JsonObject parameters, string? resultPath, string next, params (string Error, string Next)[] catches) => new()
    {
        ["Type"] = "Task",
        ["Resource"] = $"arn:aws:states:::{api}",
        ["Parameters"] = parameters,
        ["ResultPath"] = resultPath,
        ["Retry"] = Retries.OfRequest,
        ["Catch"] = new JsonArray([.. catches.Select(caught => (JsonNode)new JsonObject
        {
            ["ErrorEquals"] = new JsonArray(caught.Error),
            ["ResultPath"] = "$.error",
            ["Next"] = caught.Next,
        })]),
        ["Next"] = next,
    };

    private static JsonObject Choice(string otherwise, params (JsonObject Rule, string Next)[] rules)
    {
        foreach (var (rule, next) in rules)
        {
            rule["Next"] = next;
        }

        return new JsonObject { ["Type"] = "Choice", ["Choices"] = new JsonArray([.. rules.Select(rule => rule.Rule)]), ["Default"] = otherwise };
    }

    private static JsonObject Present(string path) => new() { ["Variable"] = path, ["IsPresent"] = true };

    private static JsonObject IsTrue(string path) => new()
    {
        ["And"] = new JsonArray(Present(path), new JsonObject { ["Variable"] = path, ["BooleanEquals"] = true }),
    };

    private static JsonObject Me() => new() { ["S.$"] = "$$.Execution.Id" };

    private static JsonObject Text(string value) => new() { ["S"] = value };

    private static JsonObject Flag(bool value) => new() { ["BOOL"] = value };
}
