using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.QueryApi.Tests;

/// <summary>The service as a process of its own, over an empty lake; its workers are its children.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;
    private readonly ConcurrentQueue<string> output = new();
    private Task reading = Task.CompletedTask;

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
            RedirectStandardError = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.IndexOf("Now listening on: ", StringComparison.Ordinal) is >= 0 and var at)
            {
                var service = new ServiceProcess(process, folder, new Uri(line[(at + 18)..]));
                // What it goes on to say must not fill the pipes.
                service.reading = Task.WhenAll(service.ReadAsync(process.StandardOutput), service.ReadAsync(process.StandardError));
                return service;
            }
        }

        throw new InvalidOperationException($"The service ended: {await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Ends the service as an orchestrator does, so that it hands on all it has to tell.</summary>
    /// <returns>What it and its workers wrote since it listens.</returns>
    public async Task<string> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading;
        return string.Join('\n', output);
    }

    /// <summary>Resident bytes of the service and its workers.</summary>
    public long Memory() => Workers().Append($"{process.Id}").Sum(id => Pages(id)[1] * Environment.SystemPageSize);

    /// <summary>Bytes of the workers that are no file's.</summary>
    public long MemoryOfWorkers() => Workers().Sum(id => Pages(id) is var pages ? (pages[1] - pages[2]) * Environment.SystemPageSize : 0);

    /// <summary>The processes that a process has started and that still run.</summary>
    public static IEnumerable<string> ChildrenOf(Process process) => Directory.GetDirectories($"/proc/{process.Id}/task").SelectMany(ChildrenOf);

    private IEnumerable<string> Workers() => ChildrenOf(process);

    private static string[] ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The thread has ended.
            return [];
        }
    }

    /// <summary>Size, resident and shared pages of a process; none of one that has ended.</summary>
    private static long[] Pages(string id)
    {
        try
        {
            return [.. File.ReadAllText($"/proc/{id}/statm").Split(' ').Select(pages => long.Parse(pages, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [0, 0, 0];
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            output.Enqueue(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await reading; // ends with the last worker, which may be writing into the folder until then
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
