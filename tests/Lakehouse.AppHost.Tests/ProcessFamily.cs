using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lakehouse.AppHost.Tests;

/// <summary>
/// All processes that descend from one start, also those whose parents are gone: they inherit a variable that marks them.
/// </summary>
internal sealed class ProcessFamily
{
    private const string Variable = "LAKEHOUSE_TEST_FAMILY";

    private readonly string mark;

    private ProcessFamily(string mark) => this.mark = mark;

    public static ProcessFamily New() => new(Guid.NewGuid().ToString("N"));

    public void Mark(IDictionary<string, string?> environment) => environment[Variable] = mark;

    /// <summary>Fails unless all members end within the limit: what watches over processes ends a moment after them.</summary>
    public async Task AssertGoneAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (Living() is { Count: > 0 } living)
        {
            Assert.True(watch.Elapsed < limit, $"Still running after {limit}: {string.Join("; ", living)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>The members that run now, as "pid: command line".</summary>
    public IReadOnlyList<string> Living() => [.. Members().Select(pid => $"{pid}: {Read(pid, "cmdline").Replace('\0', ' ')}")];

    /// <summary>The value that a variable has in some member that has it; null when none does.</summary>
    public string? Variables(string name) => Members()
        .SelectMany(pid => Read(pid, "environ").Split('\0'))
        .FirstOrDefault(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>Waits for the first member that has a variable: a lake that is there already answers before its source is served.</summary>
    public async Task<string> VariableAsync(string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (Variables(name) is { } value)
            {
                return value;
            }

            Assert.True(watch.Elapsed < limit, $"After {limit} no process has {name}: {string.Join("; ", Living())}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>Kills all members and waits until they are gone.</summary>
    public async Task KillAllAsync()
    {
        while (Members() is { Count: > 0 } members)
        {
            members.ForEach(Kill);
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        static void Kill(int pid)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It ended between the look and the kill, which is what was wanted.
            }
        }
    }

    /// <summary>Processor time that the members and the children that they have waited for have taken.</summary>
    public TimeSpan ProcessorTime()
    {
        // After the name in parentheses: state, then as fields 14 to 17 of proc(5) the ticks of the process and of its children, a hundred a second.
        var ticks = Members().Select(pid => Read(pid, "stat")).Where(stat => stat.Length > 0)
            .Sum(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    private List<int> Members() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0 && Read(pid, "environ").Contains($"{Variable}={mark}", StringComparison.Ordinal) && Read(pid, "cmdline").Length > 0)
        .ToList();

    /// <summary>A file of /proc/pid; empty when the process is gone or a zombie.</summary>
    private static string Read(int pid, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/{file}"));
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
