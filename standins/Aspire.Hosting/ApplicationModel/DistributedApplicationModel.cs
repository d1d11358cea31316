namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the application consists of.</summary>
/// <param name="resources">Its parts.</param>
public class DistributedApplicationModel(IResourceCollection resources)
{
    /// <summary>Its parts.</summary>
    public IResourceCollection Resources { get; } = resources;
}
