using System.Globalization;

namespace Aspire.Hosting.Running;

/// <summary>One process in Linux' <c>/proc</c>.</summary>
/// <param name="Id">The process number.</param>
/// <param name="Session">The process that began its session.</param>
/// <param name="Started">Boot and clock ticks since then.</param>
/// <param name="IsZombie">It has ended, and its parent has not asked how.</param>
internal sealed record ProcessTableEntry(int Id, int Session, string Started, bool IsZombie);

/// <summary>Linux' <c>/proc</c>.</summary>
internal static class ProcessTable
{
    private static readonly Lazy<string> s_boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>Null where no such process is.</summary>
    public static ProcessTableEntry? Read(int id)
    {
        try
        {
            // "1234 (name) S 1 1234 1234 0 -1 …": the name may hold anything, also spaces and parentheses.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new(id, int.Parse(fields[3], CultureInfo.InvariantCulture), $"{s_boot.Value}/{fields[19]}", fields[0] is "Z" or "X");
        }
        catch (IOException)
        {
            return null; // no such file, or the process ended while it was read
        }
        catch (UnauthorizedAccessException)
        {
            return null; // another user's, on a system that hides those
        }
    }

    /// <summary>Every process of a session that has not ended.</summary>
    public static IEnumerable<ProcessTableEntry> InSession(int session) =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<ProcessTableEntry>()
            .Where(entry => entry.Session == session && !entry.IsZombie);

    /// <summary>Whether a process was started with an environment variable.</summary>
    public static bool HasVariable(int id, string assignment)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Split('\0').Contains(assignment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
