using System.Diagnostics;

namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>What some work took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="Processor">Of all cores, by this process alone: the server's come on top.</param>
internal sealed record Measurement(double Seconds, double Processor)
{
    public static async Task<Measurement> OfAsync(Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        await work();
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        return new Measurement(seconds, (process.TotalProcessorTime - before).TotalSeconds);
    }

    public override string ToString() => $"{Seconds:0.00} s ({Processor:0.00} s of processor time)";
}
