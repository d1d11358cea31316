namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says things about a resource, one call after the other.</summary>
/// <typeparam name="T">The resource's type.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The builder of the whole application.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>The resource.</summary>
    T Resource { get; }

    /// <summary>Says something about the resource.</summary>
    /// <typeparam name="TAnnotation">What kind of thing.</typeparam>
    /// <param name="annotation">What is said.</param>
    /// <param name="behavior">Whether it takes the place of what was said before.</param>
    /// <returns>This builder.</returns>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation;
}

/// <summary>Whether a new annotation takes the place of older ones of its type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>It comes after them.</summary>
    Append = 0,

    /// <summary>It takes their place.</summary>
    Replace = 1,
}
