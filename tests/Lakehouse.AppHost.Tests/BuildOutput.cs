using System.Reflection;

namespace Lakehouse.AppHost.Tests;

/// <summary>Where this build put the programs under test.</summary>
internal static class BuildOutput
{
    public static string Repository { get; } = Metadata("Repository");

    public static string Program(string project) => Path.Combine(Metadata("BuildOutput"), project, Metadata("BuildPivot"), project + ".dll");

    /// <summary>Debug or Release.</summary>
    public static string Configuration { get; } = Metadata("BuildPivot");

    private static string Metadata(string key) =>
        typeof(BuildOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
