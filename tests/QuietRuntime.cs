using System.Runtime.CompilerServices;

namespace Lakehouse.Tests;

/// <summary>
/// A .NET process opens a socket and two pipes for debuggers in the system's temporary folder, and one that is killed leaves them there. Tests kill processes, so
/// those that they start open none.
/// </summary>
internal static class QuietRuntime
{
    [ModuleInitializer]
    internal static void OfChildren() => Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
}
