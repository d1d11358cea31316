using System.Globalization;
using System.Runtime.InteropServices;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Workers;

/// <summary>
/// Holds a worker to its share of memory. DuckDB counts what its operators keep, but not vectors, single texts, lists, the footers of Parquet files or
/// parse trees: of a table with thousands of columns these are gigabytes. So the process looks at what the kernel says that it has taken, and ends when that
/// is more than its share.
/// </summary>
internal sealed partial class MemoryGuard : IDisposable
{
    /// <summary>How a process ends that has gone beyond its share.</summary>
    public const int ExitCode = 87;

    /// <summary>A worker takes some of this before it has done anything.</summary>
    private const long LeastShare = 128L << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly long share;
    private readonly ManualResetEventSlim working = new();
    private volatile bool isWorking;
    private volatile bool isOver;

    /// <param name="memoryBytes">The worker's share by the settings.</param>
    public MemoryGuard(long memoryBytes)
    {
        share = ShareOf(memoryBytes);
        if (OperatingSystem.IsLinux())
        {
            new Thread(Watch) { IsBackground = true, Name = "Memory guard", Priority = ThreadPriority.AboveNormal }.Start();
        }
    }

    /// <summary>The process keeps so many of the addresses that it may have that the next statement would lack them.</summary>
    public bool IsNearlyUsedUp => OperatingSystem.IsLinux() && Read().Data > WorkerLimits.DataBytes(share) - (WorkerLimits.Headroom / 2);

    /// <summary>What the client of a statement is told that ended its process.</summary>
    /// <param name="memoryBytes">The worker's share by the settings.</param>
    public static QueryException Refusal(long memoryBytes) =>
        new(Problem.OutOfMemory, $"The query needs more than the {ShareOf(memoryBytes) >> 20} MB that one query of its work group may use. Make it read, group, sort or select less.");

    /// <summary>Bytes that a worker may take.</summary>
    public static long ShareOf(long memoryBytes) => Math.Max(memoryBytes, LeastShare);

    /// <summary>Watches over a statement until <see cref="End"/>.</summary>
    public void Begin()
    {
        isWorking = true;
        working.Set();
    }

    /// <summary>The statement is over.</summary>
    public void End() => isWorking = false;

    public void Dispose()
    {
        isOver = true;
        working.Set();
    }

    private void Watch()
    {
        while (!isOver)
        {
            working.Wait();
            Thread.Sleep(Interval);
            if (Read().Taken > share)
            {
                // Without waiting for anything: threads of the engine go on to allocate meanwhile.
                Exit(ExitCode);
            }

            if (!isWorking)
            {
                working.Reset();
                if (isWorking)
                {
                    // A statement has begun in between.
                    working.Set();
                }
            }
        }
    }

    /// <summary>Memory of the process that is no file's, and its private addresses: <c>statm</c> is "size resident shared text lib data dt", in pages.</summary>
    private static (long Taken, long Data) Read()
    {
        var pages = File.ReadAllText("/proc/self/statm").Split(' ');
        return (Bytes(pages[1]) - Bytes(pages[2]), Bytes(pages[5]));

        static long Bytes(string text) => long.Parse(text, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
