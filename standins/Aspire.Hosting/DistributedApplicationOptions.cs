namespace Aspire.Hosting;

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The application host's assembly, where it is not the entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The application host's project folder, where the assembly does not tell.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>True runs no dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Shows the resources' logs on the console; the stand-in always does.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Allows http for the dashboard; the stand-in always does, on this machine only.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}
