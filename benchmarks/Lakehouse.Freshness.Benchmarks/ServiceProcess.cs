using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.Freshness.Benchmarks;

/// <summary>A part of the product as a process of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process process;

    private ServiceProcess(string name, Process process)
    {
        Name = name;
        this.process = process;
    }

    public string Name { get; }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public static ServiceProcess Start(string name, IReadOnlyList<string> args) => new(
        name, Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name), args) { RedirectStandardOutput = true })!);

    /// <summary>Starts a service, and waits until it listens.</summary>
    public static async Task<ServiceProcess> ListeningAsync(string name, IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var service = Start(name, args);
        while (await service.process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = service.PassOnAsync();
                service.Http.BaseAddress = new Uri(line[(at + Listening.Length)..]);
                return service;
            }
        }

        throw new InvalidOperationException($"{name} ended before it listened.");
    }

    /// <summary>Waits until it has done its work.</summary>
    public async Task ExitAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(PassOnAsync(), process.WaitForExitAsync(cancellationToken));
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Name} ended with exit code {process.ExitCode}.");
        }
    }

    /// <summary>Resident MiB of the process and of its children; on Linux.</summary>
    public double MemoryMiB() => Directory.GetDirectories($"/proc/{process.Id}/task")
        .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Append($"{process.Id}")
        .Sum(Resident) / (1024.0 * 1024);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    /// <summary>Warnings and errors are the reader's business, and what is said must not fill the pipe.</summary>
    private async Task PassOnAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal))
            {
                Console.Error.WriteLine($"{Name}: {line}");
            }
        }
    }

    private static double Resident(string id)
    {
        try
        {
            return long.Parse(File.ReadAllText($"/proc/{id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * (double)Environment.SystemPageSize;
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return 0; // a worker that was just replaced
        }
    }
}
