namespace Aspire.Hosting.ApplicationModel;

/// <summary>A container. It can be part of the model; the stand-in cannot run it, and says so when it would have to.</summary>
/// <param name="name">Its name in the model.</param>
/// <param name="entrypoint">The program inside, where it is not the image's own.</param>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>The program inside.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
