using System.Text.Json.Nodes;

namespace Lakehouse.CloudFormation.Tests.Emulator;

/// <summary>The derived state machine, run once through all scenarios of <c>scenarios.py</c>.</summary>
public sealed class StateMachineRun : IAsyncLifetime
{
    private Dictionary<string, JsonObject> scenarios = [];
    private string? missing;

    public async ValueTask InitializeAsync()
    {
        if (!Tool.Exists("python3") || (await Tool.RunAsync("python3", "-c", "import boto3, moto.server, moto.stepfunctions.parser, yaml")).ExitCode != 0)
        {
            missing = "moto, boto3 and PyYAML are not installed for python3: pip install 'moto[server,stepfunctions]' boto3 pyyaml.";
            return;
        }

        var result = await Tool.RunAsync("python3", Repository.PathOf("tests", "Lakehouse.CloudFormation.Tests", "Emulator", "scenarios.py"));
        scenarios = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{'))
            .Select(line => JsonNode.Parse(line)!.AsObject()).ToDictionary(scenario => scenario["scenario"]!.ToString());
    }

    /// <summary>How a scenario went; skips the test where the emulator is not installed.</summary>
    public JsonObject this[string scenario]
    {
        get
        {
            Assert.SkipWhen(missing is not null, missing ?? "");
            var found = scenarios[scenario];
            Assert.False(found["status"]!.ToString() == "BROKEN", found.ToJsonString());
            return found;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
