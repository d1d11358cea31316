using System.Globalization;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>Latencies in milliseconds, and how many answers came in a second.</summary>
internal sealed record Latencies(int Count, double PerSecond, double Median, double P99, double Max)
{
    public static Latencies Of(double[] samples, TimeSpan duration)
    {
        Array.Sort(samples);
        return new Latencies(samples.Length, samples.Length / duration.TotalSeconds, samples[samples.Length / 2], samples[(int)(samples.Length * 0.99)], samples[^1]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond,7:0}/s  p50 {Median,7:0.00} ms  p99 {P99,7:0.00} ms  max {Max,7:0.0} ms  (n = {Count})");
}
