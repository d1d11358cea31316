using System.Runtime.InteropServices;

namespace Lakehouse.QueryApi.Workers.Confinement;

/// <summary>
/// Landlock: a thread gives up access to files, TCP and other processes, for itself and for all that it starts.
/// See https://docs.kernel.org/userspace-api/landlock.html.
/// </summary>
internal static unsafe class Landlock
{
    private const nint VersionFlag = 1;

    private const nint PathBeneath = 1;

    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong Truncate = 1 << 14;
    private const ulong DeviceControl = 1 << 15;

    /// <summary>What can be allowed for something that is no folder.</summary>
    private const ulong OfFiles = Execute | WriteFile | ReadFile | Truncate | DeviceControl;

    private const ulong BindAndConnect = 0b11;

    private const ulong AbstractSocketsAndSignals = 0b11;

    /// <summary>The kernel's version of Landlock; 0 where it has none, or it is switched off.</summary>
    public static int Version { get; } = OperatingSystem.IsLinux() ? (int)Math.Max(0, SystemCalls.Call(SystemCalls.LandlockCreateRuleset, 0, 0, VersionFlag, 0)) : 0;

    /// <summary>Confines the calling thread.</summary>
    /// <param name="readable">Files and folders that may be read and executed.</param>
    /// <param name="writable">Files and folders below which everything is allowed.</param>
    /// <exception cref="InvalidOperationException">The kernel refuses.</exception>
    public static void Restrict(IEnumerable<string> readable, IEnumerable<string> writable)
    {
        var attributes = new Ruleset
        {
            Files = AllFiles,
            Network = Version >= 4 ? BindAndConnect : 0,
            Scoped = Version >= 6 ? AbstractSocketsAndSignals : 0,
        };
        var size = Version >= 6 ? 24 : Version >= 4 ? 16 : 8;
        using var rules = new SystemCalls.SafeFileDescriptor((int)SystemCalls.Check(SystemCalls.Call(SystemCalls.LandlockCreateRuleset, (nint)(&attributes), size, 0, 0), "landlock_create_ruleset"));
        foreach (var path in readable)
        {
            Allow(rules, path, Execute | ReadFile | ReadFolder);
        }

        foreach (var path in writable)
        {
            Allow(rules, path, AllFiles);
        }

        SystemCalls.Check(SystemCalls.Call(SystemCalls.LandlockRestrictSelf, rules.Value, 0, 0, 0), "landlock_restrict_self");
    }

    /// <summary>Every right that this version knows: 13 at first, then renaming between folders, truncating, and commands to devices.</summary>
    private static ulong AllFiles => (1UL << (Version switch { 1 => 13, 2 => 14, 3 or 4 => 15, _ => 16 })) - 1;

    private static void Allow(SystemCalls.SafeFileDescriptor rules, string path, ulong access)
    {
        // What is not there needs no rule.
        using var place = SystemCalls.TryOpen(path);
        if (place is not null)
        {
            var rule = new Rule { Access = access & AllFiles & (Directory.Exists(path) ? ulong.MaxValue : OfFiles), Place = place.Value };
            SystemCalls.Check(SystemCalls.Call(SystemCalls.LandlockAddRule, rules.Value, PathBeneath, (nint)(&rule), 0), $"landlock_add_rule for {path}");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Ruleset
    {
        public ulong Files;
        public ulong Network;
        public ulong Scoped;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Rule
    {
        public ulong Access;
        public int Place;
    }
}
