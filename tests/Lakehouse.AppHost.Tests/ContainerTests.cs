using System.Diagnostics;
using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Lakehouse.AppHost.Tests;

/// <summary>The images that the .NET SDK makes of the services.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Lakehouse.QueryApi")]
    [InlineData("Lakehouse.Transformer")]
    [InlineData("Lakehouse.Ingestor")]
    public async Task An_image_runs_the_service_as_a_user_without_rights_on_a_chiselled_base_with_its_pipeline(string service)
    {
        await using var registry = new BaseImageRegistry();
        var (config, files) = await PublishAsync(service, registry.Port);
        var (code, output) = await DotnetAsync("msbuild", Project(service), "-t:ComputeContainerConfig", "-getProperty:ContainerBaseImage");

        Assert.True(code == 0, output);
        Assert.Matches(@"^mcr\.microsoft\.com/dotnet/aspnet:[0-9.]+-noble-chiseled-extra$", output.Trim());
        Assert.Equal("app", config["User"]!.ToString());
        Assert.Equal(["dotnet", $"/app/{service}.dll"], config["Entrypoint"]!.AsArray().Select(part => part!.ToString())); // services.yaml asks for the health of the same program
        Assert.NotNull(config["ExposedPorts"]!["8080/tcp"]);
        Assert.Contains("Pipeline__Folder=/app/pipeline", config["Env"]!.AsArray().Select(variable => variable!.ToString()));
        Assert.Superset(new HashSet<string> { $"app/{service}.dll", "app/pipeline/pipeline.yaml", "app/pipeline/curated/movie_ratings.sql" }, files);
    }

    private static string Project(string service) => Path.Combine(BuildOutput.Repository, service);

    /// <summary>The image's settings and the files of its last layer.</summary>
    private async Task<(JsonNode Config, HashSet<string> Files)> PublishAsync(string service, int registry)
    {
        var archive = Path.Combine(folder.Path, "image.tar");
        var (code, output) = await DotnetAsync(
            "publish", Project(service), "-c", BuildOutput.Configuration, "--no-build", "--no-restore", "-t:PublishContainer", "-p:ContainerImageTag=test", $"-p:PublishDir={folder.Path}/publish/",
            $"-p:ContainerBaseImage=localhost:{registry}/dotnet/aspnet:base", $"-p:ContainerArchiveOutputPath={archive}");
        Assert.True(code == 0, output);
        var image = Path.Combine(folder.Path, "image");
        Directory.CreateDirectory(image);
        await TarFile.ExtractToDirectoryAsync(archive, image, overwriteFiles: false, Cancel);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(image, "manifest.json"), Cancel))![0]!;
        var files = new HashSet<string>(StringComparer.Ordinal);
        await using var layer = File.OpenRead(Path.Combine(image, manifest["Layers"]!.AsArray()[^1]!.ToString()));
        await using var content = await UnpackedAsync(layer);
        await using var reader = new TarReader(content);
        while (await reader.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
        {
            files.Add(entry.Name);
        }

        return (JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(image, manifest["Config"]!.ToString()), Cancel))!["config"]!, files);
    }

    /// <summary>Layers of an archive may be packed or not.</summary>
    private static async Task<Stream> UnpackedAsync(FileStream layer)
    {
        var start = new byte[2];
        await layer.ReadExactlyAsync(start, Cancel);
        layer.Position = 0;
        return start is [0x1f, 0x8b] ? new System.IO.Compression.GZipStream(layer, System.IO.Compression.CompressionMode.Decompress) : layer;
    }

    private async Task<(int Code, string Output)> DotnetAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(folder.Path, "temp")).FullName }, // which it does not clean up
        })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output + await error);
    }
}
