namespace Aspire.Hosting.ApplicationModel;

/// <summary>Makes a registered health check part of a resource's health.</summary>
/// <param name="key">The name under which the check is registered in the application's services.</param>
public sealed class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name under which the check is registered.</summary>
    public string Key { get; } = key;
}
