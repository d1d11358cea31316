using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

/// <summary>
/// A child and everything that it started. On Unix each child is started through <c>setsid</c>: it then leads a session of its own,
/// so that a terminal's Ctrl+C does not reach it (the host stops it in order instead), and one signal reaches all of it.
/// </summary>
internal static partial class ProcessGroup
{
    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>The program that starts another one as the leader of a group; null where there is none.</summary>
    public static string[]? Starter { get; } = OperatingSystem.IsWindows() ? null
        : ProgramPath.Find("setsid") is { } setsid ? [setsid]
        : ProgramPath.Find("perl") is { } perl ? [perl, "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127"] // macOS
        : null;

    /// <summary>Asks the leader to end.</summary>
    public static void TerminateLeader(int leader) => Signal(leader, Terminate);

    /// <summary>Ends the leader.</summary>
    public static void KillLeader(int leader) => Signal(leader, Kill);

    /// <summary>Asks everybody to end.</summary>
    public static void TerminateAll(int leader) => SignalAll(leader, Terminate);

    /// <summary>Ends everybody.</summary>
    public static void KillAll(int leader) => SignalAll(leader, Kill);

    /// <summary>Whether anybody of the group runs; where the system has no groups, nobody does.</summary>
    public static bool IsRunning(int leader) => OperatingSystem.IsLinux()
        ? ProcessTable.InSession(leader).Any()
        : Starter is not null && SendSignal(-leader, 0) == 0;

    private static void SignalAll(int leader, int signal)
    {
        if (OperatingSystem.IsLinux())
        {
            // A shell with job control has more than one group in its session.
            foreach (var member in ProcessTable.InSession(leader).ToArray())
            {
                Signal(member.Id, signal);
            }
        }
        else if (Starter is not null)
        {
            Signal(-leader, signal);
        }
    }

    private static void Signal(int id, int signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendSignal(id, signal); // the only failure is that it has ended already, or is not ours to signal
            return;
        }

        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // it has ended already
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
