using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Lakehouse.AppHost.Tests;

/// <summary>What the AppHost publishes, as Aspire's manifest tells it.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Services_refer_to_the_buckets_the_database_and_the_state_machine_of_the_stacks()
    {
        var file = Path.Combine(folder.Path, "manifest.json");
        var (code, output) = await PublishAsync("--publisher", "manifest", "--output-path", file);
        Assert.SkipWhen(output.Contains("The package Aspire.Hosting does", StringComparison.Ordinal), "The stand-in for Aspire.Hosting publishes nothing.");
        Assert.True(code == 0, output);
        var resources = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancel))!["resources"]!.AsObject();

        Assert.Equal(["ingestor", "queryapi", "transformer"], resources.Where(resource => resource.Value!["type"]!.ToString() == "project.v0").Select(resource => resource.Key).Order(StringComparer.Ordinal));
        Assert.All(["ingestor", "queryapi", "transformer"], service =>
        {
            var environment = resources[service]!["env"]!;
            Assert.Equal(["{lake-raw.value}", "{lake-staged.value}", "{lake-curated.value}", "{lake-quality.value}"], new[] { "Raw", "Staged", "Curated", "Quality" }.Select(zone => environment[$"Lake__{zone}"]!.ToString()));
            Assert.Equal("/app/pipeline", environment["Pipeline__Folder"]!.ToString());
        });
        Assert.Equal("{movielens-connection.value}", resources["ingestor"]!["env"]!["ConnectionStrings__movielens"]!.ToString());
        Assert.Equal("{state-machine.value}", resources["transformer"]!["env"]!["Glue__StateMachineArn"]!.ToString());
        Assert.Equal("{queryapi-key.value}", resources["queryapi"]!["env"]!["Access__Principals__lakehouse__ApiKey"]!.ToString());
        Assert.Equal(["movielens-connection", "queryapi-key"], resources.Where(resource => resource.Value!["inputs"]?["value"]?["secret"]?.GetValue<bool>() == true).Select(resource => resource.Key).Order(StringComparer.Ordinal));
    }

    private static async Task<(int Code, string Output)> PublishAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", BuildOutput.Program("Lakehouse.AppHost"), "--operation", "publish", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(Limit); // a step that fails may not return
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var error = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
