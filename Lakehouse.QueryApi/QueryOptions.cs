using System.Globalization;

namespace Lakehouse.QueryApi;

/// <summary>Settings under <c>Query:</c>.</summary>
/// <param name="Concurrency">Statements that run at once (<c>Query:Concurrency</c>; default twice the processors).</param>
/// <param name="QueueLength">Requests that may wait for one of them (<c>Query:QueueLength</c>; default 64).</param>
/// <param name="QueueTimeout">Longest wait (<c>Query:QueueTimeoutSeconds</c>; default 10).</param>
/// <param name="Timeout">Run time when a request does not say (<c>Query:TimeoutSeconds</c>; default 60).</param>
/// <param name="MaxTimeout">Longest run time a request may ask for (<c>Query:MaxTimeoutSeconds</c>; default 600).</param>
/// <param name="MaxRows">Most rows of any answer (<c>Query:MaxRows</c>; default none).</param>
/// <param name="MaxSqlBytes">Longest statement (<c>Query:MaxSqlBytes</c>; default 262,144 as Athena's).</param>
/// <param name="MemoryBytes">Memory of all engines together (<c>Query:MemoryMegabytes</c>; default 40 % of the machine's).</param>
/// <param name="Threads">Worker threads of each engine (<c>Query:Threads</c>; default the processors).</param>
/// <param name="TempFolder">Where engines spill to (<c>Query:TempFolder</c>; default below the system's temporary folder).</param>
internal sealed record QueryOptions(
    int Concurrency,
    int QueueLength,
    TimeSpan QueueTimeout,
    TimeSpan Timeout,
    TimeSpan MaxTimeout,
    long? MaxRows,
    int MaxSqlBytes,
    long MemoryBytes,
    int Threads,
    string TempFolder)
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A value is no number or out of its range; the message names it.</exception>
    public static QueryOptions FromConfiguration(IConfiguration configuration)
    {
        return new QueryOptions(
            (int)Number("Concurrency", Math.Max(2, Environment.ProcessorCount * 2), 1, 1_024),
            (int)Number("QueueLength", 64, 0, 100_000),
            TimeSpan.FromSeconds(Number("QueueTimeoutSeconds", 10, 0, 3_600)),
            TimeSpan.FromSeconds(Number("TimeoutSeconds", 60, 1, 86_400)),
            TimeSpan.FromSeconds(Number("MaxTimeoutSeconds", 600, 1, 86_400)),
            configuration["Query:MaxRows"] is { Length: > 0 } ? Number("MaxRows", 0, 1, long.MaxValue) : null,
            (int)Number("MaxSqlBytes", 262_144, 1, 16 * Megabyte),
            Number("MemoryMegabytes", Math.Max(256, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte * 2 / 5), 64, 1L << 24) * Megabyte,
            (int)Number("Threads", Environment.ProcessorCount, 1, 1_024),
            configuration["Query:TempFolder"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(Path.GetTempPath(), "lakehouse-query"));

        long Number(string name, long otherwise, long least, long most)
        {
            if (configuration[$"Query:{name}"] is not { Length: > 0 } text)
            {
                return otherwise;
            }

            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : throw new InvalidOperationException($"The setting Query:{name} (environment variable Query__{name}) is '{text}'. Set it to a whole number from {least} to {most}.");
        }
    }
}
