using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Leaves the resource out of what is published, which the stand-in does not do anyway.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> ExcludeFromManifest<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder;
}
