using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.Transformer.Benchmarks;

/// <summary>A measurement in a process of its own, whose peak memory is then that of the measurement.</summary>
internal static class Child
{
    /// <returns>Seconds, and peak resident memory in MiB.</returns>
    public static async Task<(double Seconds, double PeakMiB)> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        }

        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        using var process = Process.Start(start)!;
        await using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0 || lines.Count == 0)
        {
            throw new InvalidOperationException($"The measurement ended with exit code {process.ExitCode}: {string.Join('\n', lines)}");
        }

        lines[..^1].ForEach(Console.WriteLine);
        var numbers = lines[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[1]);
    }

    /// <summary>What a child says at its end.</summary>
    public static void Report(double seconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R} {PeakMiB:R}"));

    private static double PeakMiB
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                using var self = Process.GetCurrentProcess();
                return self.PeakWorkingSet64 / (1024.0 * 1024);
            }

            // VmHWM:	  123456 kB
            var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line["VmHWM:".Length..^2], CultureInfo.InvariantCulture) / 1024.0;
        }
    }
}
