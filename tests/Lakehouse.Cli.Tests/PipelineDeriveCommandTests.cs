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
