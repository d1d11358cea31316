using System.Runtime.CompilerServices;

namespace Lakehouse.Cli.Tests;

public sealed class PipelineDeriveCommandTests : IDisposable
{
    private readonly string output = Directory.CreateTempSubdirectory("derive-").FullName;

    [Fact]
    public async Task Writes_files_once_and_checks_them()
    {
        var missing = await CommandLine.RunAsync(null, "pipeline", "derive", Sample(), "--out", output, "--check");
        var written = await CommandLine.RunAsync(null, "pipeline", "derive", Sample(), "--out", output);
        var current = await CommandLine.RunAsync(null, "pipeline", "derive", Sample(), "--out", output, "--check");
        await File.AppendAllTextAsync(Path.Combine(output, "glue-jobs.json"), " ", TestContext.Current.CancellationToken);
        var stale = await CommandLine.RunAsync(null, "pipeline", "derive", Sample(), "--out", output, "--check");

        Assert.Equal((1, 0, 0, 1), (missing.ExitCode, written.ExitCode, current.ExitCode, stale.ExitCode));
        Assert.Equal(4, Directory.GetFiles(output).Length);
        Assert.Contains("up to date", current.Output, StringComparison.Ordinal);
        Assert.Contains("glue-jobs.json", stale.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("state-machine.asl.json", stale.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_the_pipeline_into_templates_and_says_how_to_deploy_them()
    {
        var templates = Path.Combine(output, "templates");
        Directory.CreateDirectory(templates);
        foreach (var name in new[] { "jobs.yaml", "catalog.yaml", "ingestion.yaml" })
        {
            File.Copy(Path.Combine(Sample(), "../../cloudformation", name), Path.Combine(templates, name));
        }

        var pipeline = Path.Combine(output, "shop");
        Directory.CreateDirectory(pipeline);
        await File.WriteAllTextAsync(Path.Combine(pipeline, "pipeline.yaml"), "pipeline: shop\nstaged:\n  items: { key: [id] }\n", TestContext.Current.CancellationToken);
        var missing = await CommandLine.RunAsync(null, "pipeline", "derive", pipeline, "--out", Path.Combine(output, "derived"), "--templates", output);
        var written = await CommandLine.RunAsync(null, "pipeline", "derive", pipeline, "--out", Path.Combine(output, "derived"), "--templates", templates);
        var current = await CommandLine.RunAsync(null, "pipeline", "derive", pipeline, "--out", Path.Combine(output, "derived"), "--templates", templates, "--check");
        var other = await CommandLine.RunAsync(null, "pipeline", "derive", Sample(), "--out", Path.Combine(output, "derived"), "--templates", templates, "--check");

        Assert.Equal((1, 0, 0, 1), (missing.ExitCode, written.ExitCode, current.ExitCode, other.ExitCode));
        Assert.Contains($"There is no template '{Path.Combine(output, "jobs.yaml")}'", missing.Error, StringComparison.Ordinal);
        Assert.Contains("deploy root.yaml with Pipeline=shop SourceSchema=public RawDatabaseName=", written.Output, StringComparison.Ordinal);
        Assert.Contains("jobs.yaml", other.Error, StringComparison.Ordinal);
        Assert.Contains("${SourceSchema}/items/", await File.ReadAllTextAsync(Path.Combine(templates, "catalog.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_pipeline()
    {
        var result = await CommandLine.RunAsync(null, "pipeline", "derive", output, "--out", output);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("pipeline.yaml:1: The file cannot be read", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(output, recursive: true);

    private static string Sample([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../samples/MovieLens"));
}
