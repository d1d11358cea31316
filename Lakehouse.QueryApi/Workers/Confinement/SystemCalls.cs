using System.Runtime.InteropServices;

namespace Lakehouse.QueryApi.Workers.Confinement;

/// <summary>Linux' calls for which neither .NET nor glibc has functions.</summary>
internal static partial class SystemCalls
{
    /// <summary>The same numbers on every architecture that .NET runs on.</summary>
    public const nint LandlockCreateRuleset = 444;

    public const nint LandlockAddRule = 445;

    public const nint LandlockRestrictSelf = 446;

    private const int SetNoNewPrivileges = 38;

    private const int DropCapability = 24;

    private const int LastCapability = 63;

    /// <summary>To read files whatever their owner: a service that runs as root may read such a lake.</summary>
    private static readonly int[] Kept = [1, 2];

    /// <summary>Opened for its place alone, closed in programs that are started.</summary>
    private const int PathOnly = 0x200000 | 0x80000;

    /// <summary>
    /// No program that the thread starts gets more rights than it has, which is what Linux asks of those who confine themselves; and none
    /// of root's powers, such as to look into other processes.
    /// </summary>
    public static void RenouncePrivileges()
    {
        Check(ProcessControl(SetNoNewPrivileges, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)");
        foreach (var capability in Enumerable.Range(0, LastCapability + 1).Except(Kept))
        {
            // It fails for whoever has none to give up, and for numbers that this kernel does not know.
            _ = ProcessControl(DropCapability, capability, 0, 0, 0);
        }
    }

    /// <summary>A handle of a file or folder, or null where there is none.</summary>
    public static SafeFileDescriptor? TryOpen(string path) => Open(path, PathOnly) is >= 0 and var descriptor ? new SafeFileDescriptor(descriptor) : null;

    /// <exception cref="InvalidOperationException">The call has failed.</exception>
    public static nint Check(nint result, string call) =>
        result >= 0 ? result : throw new InvalidOperationException($"{call} failed with error {Marshal.GetLastPInvokeError()}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Call(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    /// <summary>A descriptor that is closed on disposal.</summary>
    internal sealed partial class SafeFileDescriptor : IDisposable
    {
        public SafeFileDescriptor(int value) => Value = value;

        public int Value { get; }

        public void Dispose() => _ = Close(Value);

        [LibraryImport("libc", EntryPoint = "close")]
        private static partial int Close(int descriptor);
    }
}
