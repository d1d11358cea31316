using System.Runtime.InteropServices;

namespace Lakehouse.QueryApi.Workers;

/// <summary>What the operating system holds a worker to, whatever DuckDB does.</summary>
internal static partial class WorkerLimits
{
    /// <summary>Room for what is only reserved: stacks, heaps that may grow. What is used of it, <see cref="MemoryGuard"/> counts.</summary>
    public const long Headroom = 1L << 30;

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
            Set(DataSegment, DataBytes(MemoryGuard.ShareOf(memoryBytes)));
            Set(CoreFile, 0);
        }
    }

    /// <summary>The limit of a process with a share of memory.</summary>
    public static long DataBytes(long share) => share + Headroom;

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
