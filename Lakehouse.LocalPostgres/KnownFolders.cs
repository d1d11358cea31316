using System.Globalization;

namespace Lakehouse.LocalPostgres;

/// <summary>The places where Postgres binaries lie, in order of preference.</summary>
internal static class KnownFolders
{
    /// <summary>The environment variable that overrides the search: a folder with initdb and postgres.</summary>
    public const string Variable = "POSTGRES_BIN";

    public static string? Told => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Folders that hold a server, each once, with the words that say how it was found.</summary>
    public static IEnumerable<(string Folder, string FoundBy)> All(string? toolsDirectory)
    {
        if (Told is { } told)
        {
            return [(Path.GetFullPath(told), Variable)];
        }

        return OnPath().Select(folder => (folder, "PATH"))
            .Concat(Installed().Select(folder => (folder, "installed")))
            .Concat(EmbeddedPackage.Installed(NodeModules(toolsDirectory)).Select(folder => (folder, "node_modules")))
            .Where(place => PostgresBinaries.ExistIn(place.Item1))
            .DistinctBy(place => place.Item1);
    }

    /// <summary><c>.lakehouse/tools</c> at the root of the repository that this program was built from, else of the current folder.</summary>
    public static string DefaultTools()
    {
        var root = Ancestors(AppContext.BaseDirectory).Concat(Ancestors(Environment.CurrentDirectory)).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "Lakehouse.slnx")));
        return Path.Combine(root ?? Environment.CurrentDirectory, ".lakehouse", "tools");
    }

    // Where PATH holds a link (/usr/local/bin/postgres → /usr/lib/postgresql/15/bin/postgres), the server's own folder has initdb too.
    private static IEnumerable<string> OnPath() =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let program = new FileInfo(Path.Combine(folder, "postgres"))
        where program.Exists
        select Path.GetDirectoryName(program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName)!;

    private static IEnumerable<string> Installed() =>
        Numbered("/usr/lib/postgresql", "*", "bin")             // Debian, Ubuntu: /usr/lib/postgresql/15/bin
            .Concat(Numbered("/usr", "pgsql-*", "bin"))         // Red Hat with PostgreSQL's own packages: /usr/pgsql-17/bin
            .Concat(Numbered("/opt/homebrew/opt", "postgresql*", "bin"))
            .Concat(Numbered("/usr/local/opt", "postgresql*", "bin"))
            .Concat(Numbered("/Library/PostgreSQL", "*", "bin"))
            .Concat(Numbered("/Applications/Postgres.app/Contents/Versions", "*", "bin"))
            .Append("/usr/lib/postgresql/bin")                  // SUSE
            .Append("/usr/libexec/postgresql");                 // Alpine

    /// <summary>The newest first.</summary>
    private static IEnumerable<string> Numbered(string parent, string pattern, string bin) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).OrderByDescending(VersionInName).Select(folder => Path.Combine(folder, bin))
            : [];

    private static int VersionInName(string folder)
    {
        var digits = Path.GetFileName(folder).SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static IEnumerable<string> NodeModules(string? toolsDirectory)
    {
        string[] tools = [.. toolsDirectory is null ? [] : new[] { toolsDirectory }, DefaultTools()];
        return tools.Concat(Ancestors(AppContext.BaseDirectory)).Concat(Ancestors(Environment.CurrentDirectory))
            .Select(folder => Path.Combine(folder, "node_modules"))
            .Distinct();
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            yield return directory.FullName;
        }
    }
}
