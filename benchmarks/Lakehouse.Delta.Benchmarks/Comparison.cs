using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Measures ours and a peer by turns, so that what else the machine does hits both.</summary>
internal static class Comparison
{
    /// <summary>Medians in seconds.</summary>
    /// <param name="runs">Turns of each that count.</param>
    /// <param name="ours">Our side.</param>
    /// <param name="peer">The other side.</param>
    /// <param name="warmUp">Turns of each before them.</param>
    public static async Task<(double Ours, double Peer)> MediansAsync(long runs, Func<Task> ours, Func<Task> peer, long warmUp = 1)
    {
        var (times, peerTimes) = (new List<double>(), new List<double>());
        for (var run = -warmUp; run < runs; run++)
        {
            var peerTime = await SecondsAsync(peer);
            var time = await SecondsAsync(ours);
            if (run >= 0)
            {
                times.Add(time);
                peerTimes.Add(peerTime);
            }
        }

        return (Median(times), Median(peerTimes));
    }

    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static void Report(string work, double ours, string peerName, double peer, double goal) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{work}: {ours / peer:F2} of {peerName} (goal {goal:F2}; {ours:F3} s / {peer:F3} s; peak memory of the process {ProcessMemory.PeakMiB:N0} MiB)"));
}
