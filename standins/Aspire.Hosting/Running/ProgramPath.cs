using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

/// <summary>Finds programs as a shell does.</summary>
internal static class ProgramPath
{
    private static readonly string[] s_windowsExtensions = [".exe", ".cmd", ".bat"];

    /// <summary>The <c>dotnet</c> that runs this very process: children use the same.</summary>
    public static string Dotnet { get; } = FindDotnet();

    /// <summary>Null where there is no such program.</summary>
    public static string? Find(string command, string? folder = null)
    {
        if (command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || command.Contains('/', StringComparison.Ordinal))
        {
            return FileIn(Path.GetFullPath(command, folder ?? Directory.GetCurrentDirectory()));
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => FileIn(Path.Combine(entry, command)))
            .FirstOrDefault(found => found is not null);
    }

    private static string? FileIn(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            return File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0 ? path : null;
        }

        return Path.HasExtension(path) && File.Exists(path)
            ? path
            : s_windowsExtensions.Select(extension => path + extension).FirstOrDefault(File.Exists);
    }

    private static string FindDotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Path.GetFileName(Environment.ProcessPath) == name)
        {
            return Environment.ProcessPath!;
        }

        // …/dotnet/shared/Microsoft.NETCore.App/10.0.0/ → …/dotnet/dotnet
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
