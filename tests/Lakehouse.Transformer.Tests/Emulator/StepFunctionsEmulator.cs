using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.StepFunctions;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Derived;

namespace Lakehouse.Transformer.Tests.Emulator;

/// <summary>A pipeline's derived state machine on an emulator of Step Functions and Glue (<c>handover.py</c>), in a process of its own.</summary>
internal sealed class StepFunctionsEmulator : IAsyncDisposable
{
    private readonly Process process;
    private readonly string endpoint;

    private StepFunctionsEmulator(Process process, string endpoint, string stateMachineArn)
    {
        this.process = process;
        this.endpoint = endpoint;
        StateMachineArn = stateMachineArn;
    }

    public string StateMachineArn { get; }

    /// <summary>Starts it; skips the test where it is not installed.</summary>
    public static async Task<StepFunctionsEmulator> StartAsync(LakeFolder lake)
    {
        Assert.SkipUnless(await IsInstalledAsync(), "moto and boto3 are not installed for python3: pip install 'moto[server,stepfunctions]' boto3.");
        var definition = Path.Combine(lake.Folder, "state-machine.asl.json");
        await File.WriteAllTextAsync(definition, DerivedFiles.Of(PipelineLoader.Load(lake.PipelineFolder)).Single(file => file.Name.EndsWith("state-machine.asl.json", StringComparison.Ordinal)).Content, TestContext.Current.CancellationToken);
        var process = Process.Start(new ProcessStartInfo("python3", [Script(), definition]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The emulator did not start; its messages are above.");
        var place = JsonSerializer.Deserialize<JsonElement>(first);
        return new StepFunctionsEmulator(process, place.GetProperty("endpoint").GetString()!, place.GetProperty("stateMachineArn").GetString()!);
    }

    public IAmazonStepFunctions Connect() => new AmazonStepFunctionsClient(
        new BasicAWSCredentials("emulator", "emulator"), new AmazonStepFunctionsConfig { ServiceURL = endpoint, AuthenticationRegion = "eu-west-1" });

    /// <summary>Sends a command.</summary>
    /// <returns>Names of the executions that were started so far, in order.</returns>
    public async Task<IReadOnlyList<string>> TellAsync(object command) => Texts(await AskAsync(command), "started");

    /// <summary>What the jobs that were told how to behave were asked for, in order: their argument <c>--options</c>.</summary>
    public async Task<IReadOnlyList<string>> OptionsAsync() => Texts(await AskAsync(new { }), "options");

    private async Task<JsonElement> AskAsync(object command)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        return JsonSerializer.Deserialize<JsonElement>((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
    }

    private static IReadOnlyList<string> Texts(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true); // a job run that waits keeps a thread of the emulator
        }

        process.Dispose();
    }

    private static async Task<bool> IsInstalledAsync()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("python3", ["-c", "import boto3, moto.server, moto.stepfunctions.parser"]) { RedirectStandardError = true })!;
            await probe.WaitForExitAsync(TestContext.Current.CancellationToken);
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no python3
        }
    }

    private static string Script([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "handover.py");
}
