using System.Globalization;

namespace Lakehouse.Freshness.Benchmarks;

/// <summary>A steady rate of changes, with probes among them; what they took, by minute, and what the processes' memory did meanwhile.</summary>
internal sealed class FreshnessBenchmark(Product product, TimeSpan duration, int rate)
{
    private const double MostSeconds = 4;

    /// <summary>Growth from the first minute to the last that is more than noise.</summary>
    private const double MostGrowth = 1.25;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    /// <returns>Whether the goal is met.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var probe = new Probe(product, ProbeInterval);
        await probe.UntilServedAsync(cancellationToken);
        await using var traffic = product.Traffic(rate, WarmUp + duration);
        var running = traffic.ExitAsync(cancellationToken);
        await Task.Delay(WarmUp, cancellationToken);
        var before = await ChangesAsync(cancellationToken);
        var started = DateTime.UtcNow;
        var memory = new List<double[]>();
        var watching = WatchMemoryAsync(memory, cancellationToken);
        await probe.RunAsync(duration, cancellationToken);
        await watching;
        Say($"{(await ChangesAsync(cancellationToken) - before) / duration.TotalSeconds:N0} changes/s for {duration.TotalSeconds:N0} s");
        var minutes = probe.Observations.GroupBy(seen => Math.Min((int)((seen.Committed - started) / TimeSpan.FromMinutes(1)), Math.Max(0, (int)duration.TotalMinutes - 1))).OrderBy(minute => minute.Key).ToList();
        foreach (var minute in minutes)
        {
            Report($"minute {minute.Key + 1}", minute);
        }

        foreach (var table in probe.Observations.GroupBy(seen => seen.Table))
        {
            Report(table.Key, table);
        }

        var p95 = Report("all", probe.Observations);
        for (var i = 0; i < product.Services.Count; i++)
        {
            Say($"{product.Services[i].Name}: {memory[0][i]:N0} MiB at the start, {memory[memory.Count / 2][i]:N0} in the middle, {memory[^1][i]:N0} at the end, {memory.Max(sample => sample[i]):N0} at most");
        }

        var growth = Percentile(minutes[^1], 95) / Percentile(minutes[0], 95);
        var memoryGrowth = memory[^1].Sum() / memory[memory.Count / 2].Sum();
        var met = p95 <= MostSeconds && growth <= MostGrowth && memoryGrowth <= MostGrowth;
        Say($"freshness p95 {p95:F2} s (goal {MostSeconds:F2}), last minute {growth:F2} of the first, memory at the end {memoryGrowth:F2} of the middle (goal {MostGrowth:F2}): {(met ? "met" : "not met")}");
        return met;
    }

    private async Task WatchMemoryAsync(List<double[]> samples, CancellationToken cancellationToken)
    {
        var end = DateTime.UtcNow + duration;
        while (true)
        {
            samples.Add([.. product.Services.Select(service => service.MemoryMiB())]);
            if (DateTime.UtcNow >= end)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        }
    }

    private async Task<long> ChangesAsync(CancellationToken cancellationToken)
    {
        await using var command = product.Database.CreateCommand("SELECT pg_stat_force_next_flush(); SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables WHERE schemaname = 'public'");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0);
    }

    private static double Report(string what, IEnumerable<Observation> seen)
    {
        var p95 = Percentile(seen, 95);
        Say($"{what}: p50 {Percentile(seen, 50):F2} s, p95 {p95:F2} s, p99 {Percentile(seen, 99):F2} s, most {seen.Max(one => one.Seconds):F2} s, {seen.Count():N0} observations");
        return p95;
    }

    private static double Percentile(IEnumerable<Observation> seen, int percent)
    {
        var sorted = seen.Select(one => one.Seconds).Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
