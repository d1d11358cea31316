namespace Aspire.Hosting;

/// <summary>How a project is run.</summary>
public class ProjectResourceOptions
{
    /// <summary>The launch profile to use; where null, the one that the application host was started with, or the first.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>True uses no launch profile.</summary>
    public bool ExcludeLaunchProfile { get; set; }
}
