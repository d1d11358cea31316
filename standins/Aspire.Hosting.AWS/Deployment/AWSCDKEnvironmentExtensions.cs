using System.Diagnostics.CodeAnalysis;
using Amazon.CDK;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS.Deployment;

namespace Aspire.Hosting;

/// <summary>Describes what publishing to AWS makes, and how: a stack of the AWS CDK.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
public static class AWSCDKEnvironmentExtensions
{
    /// <summary>Adds a stack that takes the services.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the model.</param>
    /// <param name="cdkDefaultsProviderFactory">Which settings hold where nothing is said.</param>
    /// <param name="environmentResourceConfig">Further settings.</param>
    /// <param name="stackName">Its name on AWS; where null, the same.</param>
    /// <returns>Its builder.</returns>
    public static IResourceBuilder<AWSCDKEnvironmentResource<Stack>> AddAWSCDKEnvironment(
        this IDistributedApplicationBuilder builder, string name, CDKDefaultsProviderFactory cdkDefaultsProviderFactory, AWSCDKEnvironmentResourceConfig? environmentResourceConfig = null, string? stackName = null) =>
        builder.AddAWSCDKEnvironment(name, cdkDefaultsProviderFactory, (app, props) => new Stack(app, stackName ?? name, props), environmentResourceConfig);

    /// <summary>Adds a stack of the application's own class that takes the services.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the model.</param>
    /// <param name="cdkDefaultsProviderFactory">Which settings hold where nothing is said.</param>
    /// <param name="stackFactory">Makes the stack.</param>
    /// <param name="environmentResourceConfig">Further settings.</param>
    /// <typeparam name="T">The stack's class.</typeparam>
    /// <returns>Its builder.</returns>
    public static IResourceBuilder<AWSCDKEnvironmentResource<T>> AddAWSCDKEnvironment<T>(
        this IDistributedApplicationBuilder builder, string name, CDKDefaultsProviderFactory cdkDefaultsProviderFactory, Func<App, IStackProps, T> stackFactory, AWSCDKEnvironmentResourceConfig? environmentResourceConfig = null)
        where T : Stack
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cdkDefaultsProviderFactory);
        ArgumentNullException.ThrowIfNull(stackFactory);
        var environment = new AWSCDKEnvironmentResource<T>(name, cdkDefaultsProviderFactory, stackFactory, environmentResourceConfig ?? new AWSCDKEnvironmentResourceConfig());
        return builder.ExecutionContext.IsPublishMode ? builder.AddResource(environment).WithPublishing() : builder.CreateResourceBuilder(environment);
    }

    /// <summary>Publishes a project as a service without a door to the outside.</summary>
    /// <param name="builder">The project.</param>
    /// <param name="config">Changes what is made.</param>
    /// <returns>The project.</returns>
    public static IResourceBuilder<ProjectResource> PublishAsECSFargateService(this IResourceBuilder<ProjectResource> builder, PublishECSFargateServiceConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new FargateService(config ?? new PublishECSFargateServiceConfig()));
    }

    /// <summary>Publishes a project as a service behind an Application Load Balancer.</summary>
    /// <param name="builder">The project.</param>
    /// <param name="config">Changes what is made.</param>
    /// <returns>The project.</returns>
    public static IResourceBuilder<ProjectResource> PublishAsECSFargateServiceWithALB(this IResourceBuilder<ProjectResource> builder, PublishECSFargateServiceWithALBConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new BalancedFargateService(config ?? new PublishECSFargateServiceWithALBConfig()));
    }
}
