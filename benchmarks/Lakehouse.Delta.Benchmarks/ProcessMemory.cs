using System.Globalization;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Peak resident memory of this process, as the kernel counts it (VmHWM).</summary>
internal static class ProcessMemory
{
    public static double PeakMiB
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                using var self = System.Diagnostics.Process.GetCurrentProcess();
                return self.PeakWorkingSet64 / (1024.0 * 1024);
            }

            // VmHWM:	  123456 kB
            var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line["VmHWM:".Length..^2], CultureInfo.InvariantCulture) / 1024.0;
        }
    }
}
