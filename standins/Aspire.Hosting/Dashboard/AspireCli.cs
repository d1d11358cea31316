using System.Runtime.InteropServices;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Dashboard;

/// <summary>Finds Aspire's command-line program, which has the dashboard in it.</summary>
internal static class AspireCli
{
    /// <summary>For example <c>@microsoft/aspire-cli-linux-x64</c>: npm has one package for each platform.</summary>
    public static string NpmPackage { get; } = $"@microsoft/aspire-cli-{Platform()}";

    /// <summary>Null where it is not installed.</summary>
    public static string? Find(string folder)
    {
        var name = OperatingSystem.IsWindows() ? "aspire.exe" : "aspire";
        if (ProgramPath.Find("aspire") is { } installed)
        {
            return installed;
        }

        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            foreach (var place in new[] { parent.FullName, Path.Combine(parent.FullName, ".lakehouse", "tools") })
            {
                var program = Path.Combine(place, "node_modules", NpmPackage, "bin", name);
                if (File.Exists(program))
                {
                    return program;
                }
            }
        }

        return null;
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
        return $"{system}-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
    }
}
