using System.Text.Json;
using System.Text.Json.Nodes;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Handover;

/// <summary>
/// What an execution of the state machine is asked to do: <c>{"trigger": "transformer", "options": {"replay": true}}</c>, the options in the words of
/// <c>POST /runs</c>; none where it brings everything up to date.
/// </summary>
internal static class ExecutionInput
{
    private const string Trigger = "transformer";

    public static string Default { get; } = new JsonObject { ["trigger"] = Trigger }.ToJsonString();

    public static string Of(RunOptions options)
    {
        if (options.IsDefault)
        {
            return Default;
        }

        // What is not asked for is left out: the state machine looks at what is there.
        var asked = new JsonObject();
        if (options.Tables is { } tables)
        {
            asked["tables"] = JsonSerializer.SerializeToNode(tables.Select(table => table.ToString()));
        }

        if (options.FullRefresh)
        {
            asked["fullRefresh"] = true;
        }

        if (options.Replay)
        {
            asked["replay"] = true;
        }

        if (options.ReplayFrom.Count > 0)
        {
            asked["replayFrom"] = JsonSerializer.SerializeToNode(options.ReplayFrom.ToDictionary(table => table.Key.ToString(), table => table.Value));
        }

        return new JsonObject { ["trigger"] = Trigger, ["options"] = asked }.ToJsonString();
    }
}
