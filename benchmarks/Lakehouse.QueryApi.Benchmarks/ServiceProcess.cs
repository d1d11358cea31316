using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>The service as a process of its own, whose memory can be measured with that of its workers.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServiceProcess(Process process, Uri address)
    {
        this.process = process;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(30) };
    }

    public HttpClient Http { get; }

    public static async Task<ServiceProcess> StartAsync(BenchmarkLake lake, params string[] settings)
    {
        var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lakehouse.QueryApi.exe" : "Lakehouse.QueryApi"),
            ["--urls=http://127.0.0.1:0", $"--Lake:Root={lake.Folder}", $"--Pipeline:Folder={BenchmarkLake.SamplePipeline}", "--Logging:LogLevel:Lakehouse=None", .. settings])
        {
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("Now listening on: ", StringComparison.Ordinal) is >= 0 and var at)
            {
                // What it goes on to say must not fill the pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new ServiceProcess(process, new Uri(line[(at + 18)..]));
            }
        }

        throw new InvalidOperationException("The service ended.");
    }

    /// <summary>Resident bytes of the service, of its workers, and of the largest of them; on Linux.</summary>
    public (long Service, long Workers, long Largest) Memory()
    {
        long[] workers = [.. Directory.GetDirectories($"/proc/{process.Id}/task").SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Resident)];
        return (Resident($"{process.Id}"), workers.Sum(), workers.DefaultIfEmpty().Max());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static long Resident(string id)
    {
        try
        {
            return long.Parse(File.ReadAllText($"/proc/{id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            // A worker that was just replaced.
            return 0;
        }
    }
}
