using System.Globalization;
using System.Text.RegularExpressions;

namespace Lakehouse.LocalPostgres;

/// <summary>A folder with <c>initdb</c> and <c>postgres</c>, and the version that they say they are.</summary>
internal sealed partial record PostgresBinaries(string Folder, string FoundBy, int Major, string Version)
{
    public string Initdb => Path.Combine(Folder, "initdb");

    public string Postgres => Path.Combine(Folder, "postgres");

    public static bool ExistIn(string folder) => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb"));

    /// <returns>Null with the reason when the folder's server does not run on this machine.</returns>
    public static async Task<(PostgresBinaries? Binaries, string Reason)> InspectAsync(string folder, string foundBy, CancellationToken cancellationToken)
    {
        if (!ExistIn(folder))
        {
            return (null, "has no initdb and postgres");
        }

        var result = await ToolRun.RunAsync(Path.Combine(folder, "postgres"), ["--version"], cancellationToken);

        // postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)
        var match = VersionPattern().Match(result.Output);
        if (result.ExitCode != 0 || !match.Success)
        {
            return (null, $"does not run here: {result.Output}");
        }

        var major = int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture);
        return major < OldestMajor
            ? (null, $"is version {match.Groups["version"].Value}; at least {OldestMajor} is needed")
            : (new PostgresBinaries(folder, foundBy, major, match.Groups["version"].Value), "");
    }

    /// <summary>14 streams large transactions and is the oldest that PostgreSQL's project still looks after.</summary>
    private const int OldestMajor = 14;

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>(?<major>\d+)\S*)")]
    private static partial Regex VersionPattern();
}
