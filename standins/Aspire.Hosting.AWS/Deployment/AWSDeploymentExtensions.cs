using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Describes what publishing to AWS makes. The stand-in keeps the description; only the package makes a CDK application of it.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
public static class AWSDeploymentExtensions
{
    /// <summary>Adds the stack that takes the services.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the model.</param>
    /// <param name="cdkDefaultsProviderFactory">Which settings hold where nothing is said.</param>
    /// <param name="stackName">Its name on AWS; where null, the same.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="NotSupportedException">Something else than a manifest is to be published.</exception>
    public static IResourceBuilder<AWSCDKEnvironmentResource> AddAWSCDKEnvironment(
        this IDistributedApplicationBuilder builder, string name, CDKDefaultsProviderFactory cdkDefaultsProviderFactory, string? stackName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cdkDefaultsProviderFactory);
        var environment = new AWSCDKEnvironmentResource(name, stackName ?? name);
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return builder.CreateResourceBuilder(environment);
        }

        var publisher = builder.Configuration["Publishing:Publisher"] ?? builder.Configuration["publisher"];
        return publisher == "manifest"
            ? builder.CreateResourceBuilder(environment)
            : throw new NotSupportedException("The stand-in for Aspire.Hosting.AWS makes no CDK application; the package Aspire.Hosting.AWS does. Build with a registry that serves it, or publish a manifest: --operation publish --publisher manifest --output-path FILE.");
    }

    /// <summary>Publishes a project as a service without a door to the outside.</summary>
    /// <param name="builder">The project.</param>
    /// <returns>The project.</returns>
    public static IResourceBuilder<ProjectResource> PublishAsECSFargateService(this IResourceBuilder<ProjectResource> builder) => Publish(builder, hasLoadBalancer: false);

    /// <summary>Publishes a project as a service behind an Application Load Balancer.</summary>
    /// <param name="builder">The project.</param>
    /// <returns>The project.</returns>
    public static IResourceBuilder<ProjectResource> PublishAsECSFargateServiceWithALB(this IResourceBuilder<ProjectResource> builder) => Publish(builder, hasLoadBalancer: true);

    private static IResourceBuilder<ProjectResource> Publish(IResourceBuilder<ProjectResource> builder, bool hasLoadBalancer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new ECSFargateServiceAnnotation(hasLoadBalancer));
    }
}
