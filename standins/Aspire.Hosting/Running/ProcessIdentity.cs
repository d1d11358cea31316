namespace Aspire.Hosting.Running;

/// <summary>A process beyond doubt: its number is given to another one sooner or later, its start time is not.</summary>
/// <param name="Id">The process number.</param>
/// <param name="Started">When it started, in whatever unit the system has.</param>
internal sealed record ProcessIdentity(int Id, string Started)
{
    /// <summary>Null where no such process runs.</summary>
    public static ProcessIdentity? Of(int id)
    {
        if (OperatingSystem.IsLinux())
        {
            return ProcessTable.Read(id) is { IsZombie: false } entry ? new(id, entry.Started) : null;
        }

        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return new(id, process.StartTime.ToUniversalTime().Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // it has ended, or is none of ours
        }
    }

    public bool IsRunning => Of(Id) == this;
}
