using System.Runtime.InteropServices;

namespace Lakehouse.LocalPostgres;

/// <summary>The system calls that .NET does not offer.</summary>
internal static partial class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;

    public static bool IsRoot => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();

    public static int ParentProcessId => GetParentProcessId();

    /// <returns>False when there is no such process (any more).</returns>
    public static bool Send(int processId, int signal) => SendSignal(processId, signal) == 0;

    /// <summary>Signal 0 only asks; EPERM (1) means that it exists and belongs to someone else.</summary>
    public static bool IsAlive(int processId) => SendSignal(processId, 0) == 0 || Marshal.GetLastPInvokeError() == 1;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentProcessId();
}
