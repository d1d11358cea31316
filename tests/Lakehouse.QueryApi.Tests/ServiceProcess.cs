using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.QueryApi.Tests;

/// <summary>The service as a process of its own, over an empty lake; its workers are its children.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private ServiceProcess(Process process, string folder, Uri address)
    {
        this.process = process;
        this.folder = folder;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public static async Task<ServiceProcess> StartAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-query-").FullName;
        var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lakehouse.QueryApi.exe" : "Lakehouse.QueryApi"),
            ["--urls=http://127.0.0.1:0", $"--Lake:Root={folder}", $"--Pipeline:Folder={TestLake.PipelineFolder}", $"--Query:TempFolder={folder}/temp", $"--Query:CacheFolder={folder}/cache", .. settings])
        {
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.IndexOf("Now listening on: ", StringComparison.Ordinal) is >= 0 and var at)
            {
                // What it goes on to say must not fill the pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new ServiceProcess(process, folder, new Uri(line[(at + 18)..]));
            }
        }

        throw new InvalidOperationException("The service ended.");
    }

    /// <summary>Resident bytes of the service and its workers.</summary>
    public long Memory() => Directory.GetDirectories($"/proc/{process.Id}/task")
        .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Append($"{process.Id}")
        .Sum(id => long.Parse(File.ReadAllText($"/proc/{id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
