namespace Lakehouse.QueryApi;

/// <summary>What the queries of one work group may use: settings under <c>Query:</c> for the group <c>primary</c>, under <c>Query:WorkGroups:{name}:</c> for another.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Concurrency">Statements that run at once (<c>Concurrency</c>; default twice the processors).</param>
/// <param name="QueueLength">Requests that may wait for one of them (<c>QueueLength</c>; default 64).</param>
/// <param name="QueueTimeout">Longest wait (<c>QueueTimeoutSeconds</c>; default 10).</param>
/// <param name="Timeout">Run time when a request does not say (<c>TimeoutSeconds</c>; default 60).</param>
/// <param name="MaxTimeout">Longest run time a request may ask for (<c>MaxTimeoutSeconds</c>; default 600).</param>
/// <param name="MaxRows">Most rows of any answer (<c>MaxRows</c>; default none).</param>
/// <param name="MaxScannedBytes">Most bytes of data files that a statement may read (<c>MaxScannedMegabytes</c>; default none).</param>
/// <param name="MaxResultBytes">Longest answer (<c>MaxResultMegabytes</c>; default none).</param>
/// <param name="MemoryBytes">Memory of all its engines together (<c>MemoryMegabytes</c>; default 40 % of the machine's).</param>
/// <param name="Threads">Worker threads of each engine (<c>Threads</c>; default the processors).</param>
internal sealed record QueryLimits(
    string Name,
    int Concurrency,
    int QueueLength,
    TimeSpan QueueTimeout,
    TimeSpan Timeout,
    TimeSpan MaxTimeout,
    long? MaxRows,
    long? MaxScannedBytes,
    long? MaxResultBytes,
    long MemoryBytes,
    int Threads)
{
    /// <summary>The group of requests that name none.</summary>
    public const string Primary = "primary";

    private const long Megabyte = 1024 * 1024;

    /// <summary>Reads the limits of a group; what it does not set is as in <paramref name="other"/>.</summary>
    /// <param name="name">The group's name.</param>
    /// <param name="section"><c>Query</c> or <c>Query:WorkGroups:{name}</c>.</param>
    /// <param name="other">The group <c>primary</c>, or null for itself.</param>
    /// <exception cref="InvalidOperationException">A value is no number or out of its range; the message names it.</exception>
    public static QueryLimits Read(string name, IConfigurationSection section, QueryLimits? other)
    {
        var settings = new NumberSettings(section);
        var concurrency = (int)settings.Number("Concurrency", other?.Concurrency ?? Math.Max(2, Environment.ProcessorCount * 2), 1, 1_024);
        return new QueryLimits(
            name,
            concurrency,
            (int)settings.Number("QueueLength", other?.QueueLength ?? 64, 0, 100_000),
            settings.Seconds("QueueTimeoutSeconds", other?.QueueTimeout ?? TimeSpan.FromSeconds(10), 0, 3_600),
            settings.Seconds("TimeoutSeconds", other?.Timeout ?? TimeSpan.FromSeconds(60), 1, 86_400),
            settings.Seconds("MaxTimeoutSeconds", other?.MaxTimeout ?? TimeSpan.FromSeconds(600), 1, 86_400),
            settings.Optional("MaxRows") ?? other?.MaxRows,
            settings.Optional("MaxScannedMegabytes") * Megabyte ?? other?.MaxScannedBytes,
            settings.Optional("MaxResultMegabytes") * Megabyte ?? other?.MaxResultBytes,
            // An engine of another group has as much as one of the primary group's.
            settings.Number("MemoryMegabytes", (other is null ? Machine() : other.MemoryBytes / other.Concurrency * concurrency) / Megabyte, 16, 1L << 24) * Megabyte,
            (int)settings.Number("Threads", other?.Threads ?? Environment.ProcessorCount, 1, 1_024));
    }

    private static long Machine() => Math.Max(256 * Megabyte, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 2 / 5);
}
