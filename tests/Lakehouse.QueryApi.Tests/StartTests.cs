using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Lakehouse.QueryApi.Tests;

/// <summary>The service as a process. One that cannot start says so in one line without stack trace, and exits with 1.</summary>
public sealed class StartTests : IDisposable
{
    /// <summary>Where services keep what they keep in the temporary folder unless told otherwise.</summary>
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("lakehouse-query-");

    public void Dispose() => temporary.Delete(recursive: true);

    [Fact]
    public async Task A_port_in_use_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await FailAsync($"--urls=http://127.0.0.1:{port}", "--Lake:Root=lake", $"--Pipeline:Folder={TestLake.PipelineFolder}");

        Assert.Contains($"127.0.0.1:{port}: address already in use. Stop what uses the port, or set ASPNETCORE_URLS to another one.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lake_without_location_is_told() =>
        Assert.Contains("Set Lake:Root (environment variable Lake__Root)", await FailAsync($"--Pipeline:Folder={TestLake.PipelineFolder}"), StringComparison.Ordinal);

    [Fact]
    public async Task A_missing_pipeline_is_told()
    {
        Assert.Contains("Set Pipeline:Folder (environment variable Pipeline__Folder)", await FailAsync("--Lake:Root=lake"), StringComparison.Ordinal);
        Assert.Contains("/no/such/folder", await FailAsync("--Lake:Root=lake", "--Pipeline:Folder=/no/such/folder"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_is_told() => Assert.Contains(
        "The setting Query:Concurrency (environment variable Query__Concurrency) is 'many'. Set it to a whole number from 1 to 1024.",
        await FailAsync("--Lake:Root=lake", $"--Pipeline:Folder={TestLake.PipelineFolder}", "--Query:Concurrency=many"),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_killed_service_leaves_no_worker_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The children of a process are read from /proc.");
        var folder = Directory.CreateTempSubdirectory("lakehouse-query-");
        using var process = Start($"--Lake:Root={folder.FullName}", $"--Pipeline:Folder={TestLake.PipelineFolder}", $"--Query:TempFolder={folder.FullName}/temp");
        try
        {
            var line = "";
            while (!line.Contains("Now listening on: ", StringComparison.Ordinal))
            {
                line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The service ended.");
            }

            using var http = new HttpClient { BaseAddress = new Uri(line[(line.IndexOf("http", StringComparison.Ordinal))..]) };
            using var answer = await http.PostAsJsonAsync("v1/query", new { sql = "SELECT 1" }, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
            var worker = Assert.Single(ServiceProcess.ChildrenOf(process));

            process.Kill();

            var deadline = Stopwatch.StartNew();
            while (Directory.Exists($"/proc/{worker}"))
            {
                Assert.True(deadline.Elapsed < TimeSpan.FromMinutes(3), "The worker outlives its service.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            process.Kill();
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> FailAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("Lakehouse.QueryApi cannot start: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + await output, StringComparison.Ordinal);
        return error;
    }

    private Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lakehouse.QueryApi.exe" : "Lakehouse.QueryApi"), ["--urls=http://127.0.0.1:0", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["TMPDIR"] = temporary.FullName },
        })!;
}
