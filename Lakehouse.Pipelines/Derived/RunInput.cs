using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>
/// What an execution is asked to do beyond bringing everything up to date, as its input says with the words of <c>POST /runs</c>:
/// <c>{"options": {"tables": ["staged.ratings"], "fullRefresh": true, "replay": true, "replayFrom": {"staged.movies": 12}}}</c>. Without
/// options, as events start it, it brings everything up to date.
/// </summary>
internal static class RunInput
{
    public const string Start = "Are there options";

    /// <summary>An argument of a job with the options: jobs read the same words.</summary>
    public const string AsArgument = "States.JsonToString($.options)";

    private const string None = "No options";

    private static readonly string[] Options = ["tables", "fullRefresh", "replay", "replayFrom"];

    public static void AddStates(JsonObject states, string next)
    {
        states.Add(Start, new JsonObject
        {
            ["Type"] = "Choice",
            ["Choices"] = new JsonArray(Present("$.options", next)),
            ["Default"] = None,
        });
        states.Add(None, new JsonObject { ["Type"] = "Pass", ["Result"] = new JsonObject(), ["ResultPath"] = "$.options", ["Next"] = next });
    }

    /// <summary>Leads to <paramref name="asked"/> where something is asked for, else to <paramref name="nothing"/>.</summary>
    public static JsonObject IsAsked(string asked, string nothing) => new()
    {
        ["Type"] = "Choice",
        ["Choices"] = new JsonArray([.. Options.Select(option => (JsonNode)Present($"$.options.{option}", asked))]),
        ["Default"] = nothing,
    };

    private static JsonObject Present(string path, string next) => new() { ["Variable"] = path, ["IsPresent"] = true, ["Next"] = next };
}
