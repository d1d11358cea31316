namespace Aspire.Hosting.ApplicationModel;

/// <summary>Lets a resource's start wait for another one.</summary>
/// <param name="resource">The one that is waited for.</param>
/// <param name="waitType">Until when.</param>
/// <param name="exitCode">The exit code that counts as success, where the end is waited for.</param>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The one that is waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Until when.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as success.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>Until when a resource waits for another one.</summary>
public enum WaitType
{
    /// <summary>It runs, and its health checks pass.</summary>
    WaitUntilHealthy = 0,

    /// <summary>It has ended, with the expected exit code.</summary>
    WaitForCompletion = 1,

    /// <summary>It runs.</summary>
    WaitUntilStarted = 2,
}
