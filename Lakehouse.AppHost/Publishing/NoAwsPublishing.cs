namespace Lakehouse.AppHost.Publishing;

/// <summary>Compiled where the registry lacks Aspire.Hosting.AWS, whose types the other half of this needs.</summary>
internal static class NoAwsPublishing
{
    public static void PublishToAws(this IDistributedApplicationBuilder builder, IReadOnlyList<IResourceBuilder<ProjectResource>> workers, IResourceBuilder<ProjectResource> web)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            Console.Error.WriteLine(
                $"Publishing without AWS: {string.Join(", ", workers.Append(web).Select(service => service.Resource.Name))} get no ECS services, because this build lacks the package Aspire.Hosting.AWS. Build with a registry that serves it.");
        }
    }
}
