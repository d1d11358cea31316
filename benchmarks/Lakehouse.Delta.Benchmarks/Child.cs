using System.Diagnostics;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Runs a measurement in a process of its own, whose peak memory is then that of the measurement.</summary>
internal static class Child
{
    /// <returns>The numbers that the child printed on its last line.</returns>
    public static async Task<double[]> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (System.IO.Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        }

        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        using var process = Process.Start(start)!;
        using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? [.. output.TrimEnd().Split('\n')[^1].Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"The measurement ended with exit code {process.ExitCode}: {output}");
    }

    public static void Print(params IEnumerable<double> numbers) =>
        Console.WriteLine(string.Join(' ', numbers.Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
}
