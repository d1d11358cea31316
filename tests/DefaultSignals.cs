using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lakehouse.Tests;

/// <summary>
/// A shell that starts something in the background makes it ignore SIGINT, and every program below inherits that; the tests
/// send SIGINT, as Ctrl+C does, so they begin with what a terminal gives.
/// </summary>
internal static class DefaultSignals
{
    private const int Interrupt = 2;
    private const nint Default = 0;
    private const nint Ignore = 1;

    [ModuleInitializer]
    internal static void Restore()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var before = Signal(Interrupt, Default);
        if (before != Ignore)
        {
            _ = Signal(Interrupt, before);
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint Signal(int number, nint handler);
}
