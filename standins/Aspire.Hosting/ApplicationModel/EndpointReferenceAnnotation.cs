namespace Aspire.Hosting.ApplicationModel;

/// <summary>Which endpoints of another resource a resource is told of.</summary>
/// <param name="resource">The other resource.</param>
public sealed class EndpointReferenceAnnotation(IResourceWithEndpoints resource) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResourceWithEndpoints Resource { get; } = resource;

    /// <summary>True for every endpoint.</summary>
    public bool UseAllEndpoints { get; set; }

    /// <summary>The endpoints by name.</summary>
    public ISet<string> EndpointNames { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
