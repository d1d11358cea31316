using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.StepFunctions;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Derived;
using Lakehouse.Tests;

namespace Lakehouse.Transformer.Tests.Emulator;

/// <summary>A pipeline's derived state machine on an emulator of Step Functions and Glue (<c>handover.py</c>), in a process of its own.</summary>
internal sealed class StepFunctionsEmulator : IAsyncDisposable
{
    private readonly EmulatorProcess process;
    private readonly string endpoint;

    private StepFunctionsEmulator(EmulatorProcess process, string endpoint, string stateMachineArn)
    {
        this.process = process;
        this.endpoint = endpoint;
        StateMachineArn = stateMachineArn;
    }

    public string StateMachineArn { get; }

    /// <summary>Starts it; skips the test where it is not installed.</summary>
    public static async Task<StepFunctionsEmulator> StartAsync(LakeFolder lake)
    {
        var definition = Path.Combine(lake.Folder, "state-machine.asl.json");
        await File.WriteAllTextAsync(definition, DerivedFiles.Of(PipelineLoader.Load(lake.PipelineFolder)).Single(file => file.Name.EndsWith("state-machine.asl.json", StringComparison.Ordinal)).Content, TestContext.Current.CancellationToken);
        var (process, missing) = await EmulatorProcess.StartAsync(Script(), definition);
        Assert.SkipWhen(process is null, missing);
        var place = JsonSerializer.Deserialize<JsonElement>(process.Place);
        return new StepFunctionsEmulator(process, place.GetProperty("endpoint").GetString()!, place.GetProperty("stateMachineArn").GetString()!);
    }

    public IAmazonStepFunctions Connect() => new AmazonStepFunctionsClient(
        new BasicAWSCredentials("emulator", "emulator"), new AmazonStepFunctionsConfig { ServiceURL = endpoint, AuthenticationRegion = "eu-west-1" });

    /// <summary>Sends a command.</summary>
    /// <returns>Names of the executions that were started so far, in order.</returns>
    public async Task<IReadOnlyList<string>> TellAsync(object command) => Texts(await AskAsync(command), "started");

    /// <summary>What the jobs that were told how to behave were asked for, in order: their argument <c>--options</c>.</summary>
    public async Task<IReadOnlyList<string>> OptionsAsync() => Texts(await AskAsync(new { }), "options");

    private async Task<JsonElement> AskAsync(object command) => JsonSerializer.Deserialize<JsonElement>(await process.AskAsync(JsonSerializer.Serialize(command)));

    private static IReadOnlyList<string> Texts(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static string Script([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "handover.py");
}
