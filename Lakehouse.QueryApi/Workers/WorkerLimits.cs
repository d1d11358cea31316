using System.Globalization;
using System.Runtime.InteropServices;

namespace Lakehouse.QueryApi.Workers;

/// <summary>What the operating system holds a worker to, whatever DuckDB does.</summary>
internal static partial class WorkerLimits
{
    /// <summary>Room for the runtime, code, thread stacks and what DuckDB does not count: single texts, lists, parse trees.</summary>
    private const long Headroom = 1L << 30;

    private const int DataSegment = 2;

    private const int CoreFile = 4;

    /// <summary>
    /// Bounds the memory that the process may write to (on Linux: RLIMIT_DATA, which unlike the address space does not count
    /// what is only reserved), and lets it leave no core file, which would hold data.
    /// </summary>
    public static void Apply(long memoryBytes)
    {
        if (OperatingSystem.IsLinux())
        {
            Set(DataSegment, memoryBytes + Headroom);
            Set(CoreFile, 0);
        }
    }

    /// <summary>
    /// Allocators keep what was freed, and kept memory counts. A process that has little left would refuse the next query
    /// something that a new one has.
    /// </summary>
    public static bool AreNearlyUsedUp(long memoryBytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // statm: size resident shared text lib data dt, in pages.
        var data = File.ReadAllText("/proc/self/statm").Split(' ')[5];
        return long.Parse(data, CultureInfo.InvariantCulture) * Environment.SystemPageSize > memoryBytes + (Headroom / 2);
    }

    private static void Set(int resource, long value)
    {
        var limit = new ResourceLimit { Soft = (nuint)value, Hard = (nuint)value };
        if (SetLimit(resource, ref limit) != 0)
        {
            throw new InvalidOperationException($"The worker's resource limit {resource} could not be set to {value}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, ref ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
