using System.Diagnostics;
using System.Runtime.InteropServices;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Workers.Confinement;

/// <summary>
/// Starts processes that the kernel itself holds to what a worker needs: it reads the program, the runtime and the lake, writes its own
/// folder for spilling, and has no network.
/// </summary>
/// <remarks>
/// Both of the kernel's means hold for one thread and what it starts. A thread of the service that is made for the purpose confines itself,
/// starts the worker and ends; the service stays as it was.
/// </remarks>
internal static class WorkerConfinement
{
    /// <summary>What programs and libraries need of the system. Links lead below these, too.</summary>
    private static readonly string[] Shared =
    [
        "/usr", "/lib", "/lib64", "/bin", "/proc", "/sys", "/etc/ld.so.cache", "/etc/os-release", "/etc/localtime", "/etc/dotnet", "/etc/nsswitch.conf", "/etc/passwd", "/dev/urandom", "/dev/random",
    ];

    private static readonly string[] Devices = ["/dev/null", "/dev/zero"];

    /// <summary>What the kernel of this machine takes away from workers, for the log.</summary>
    public static string Description => (Landlock.Version, SocketFilter.IsKnown) switch
    {
        (0, true) => "Workers have no network (seccomp); the kernel has no Landlock, so the engine alone keeps them from other files",
        (0, false) => "The kernel does not confine workers here; the engine alone keeps them from other files and the network",
        (var version, var filters) => $"Workers read the lake and write their own folder only (Landlock, version {version}), and have no {(filters ? "network (seccomp)" : version >= 4 ? "TCP" : "rights over other processes")}",
    };

    /// <summary>Starts a process that sees no more than a worker may.</summary>
    /// <param name="start">The process.</param>
    /// <param name="settings">The folders that it reads and spills to; the latter has to be there.</param>
    /// <exception cref="InvalidOperationException">The kernel refuses what it says that it can do.</exception>
    public static async Task<Process> StartAsync(ProcessStartInfo start, EngineSettings settings)
    {
        if (Landlock.Version == 0 && !SocketFilter.IsKnown)
        {
            return Start(start);
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                SystemCalls.RenouncePrivileges();
                if (Landlock.Version > 0)
                {
                    Landlock.Restrict([.. Shared, .. Runtime(), .. settings.ReadableFolders], [.. Devices, settings.TempFolder]);
                }

                if (SocketFilter.IsKnown)
                {
                    SocketFilter.Restrict();
                }

                started.SetResult(Start(start));
            }
            catch (Exception failed)
            {
                started.SetException(failed);
            }
        })
        { IsBackground = true, Name = "Starts a worker" }.Start();
        return await started.Task;
    }

    /// <summary>This program, and .NET: <c>/usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.0/</c>.</summary>
    private static IEnumerable<string> Runtime() =>
        [AppContext.BaseDirectory, Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))];

    private static Process Start(ProcessStartInfo start) => Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
}
