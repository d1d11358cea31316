namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named resource.</summary>
/// <param name="name">Letters, digits and hyphens, beginning with a letter; at most 64 characters.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc/>
    public virtual string Name { get; } = ResourceName.Check(name);

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
