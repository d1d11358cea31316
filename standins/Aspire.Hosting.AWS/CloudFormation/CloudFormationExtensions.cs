using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS;
using Aspire.Hosting.AWS.CloudFormation;

namespace Aspire.Hosting;

/// <summary>Adds CloudFormation stacks.</summary>
public static class CloudFormationExtensions
{
    /// <summary>Adds a stack that is made from a template, or changed to it, when the application starts.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the model.</param>
    /// <param name="templatePath">The template's file.</param>
    /// <param name="stackName">Its name on AWS; where null, the same.</param>
    /// <returns>Its builder.</returns>
    public static IResourceBuilder<ICloudFormationTemplateResource> AddAWSCloudFormationTemplate(
        this IDistributedApplicationBuilder builder, string name, string templatePath, string? stackName = null) =>
        Add<ICloudFormationTemplateResource>(builder, new CloudFormationTemplateResource(name, stackName ?? name, templatePath));

    /// <summary>Adds a stack that exists already.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the model.</param>
    /// <param name="stackName">Its name on AWS; where null, the same.</param>
    /// <returns>Its builder.</returns>
    public static IResourceBuilder<ICloudFormationStackResource> AddAWSCloudFormationStack(
        this IDistributedApplicationBuilder builder, string name, string? stackName = null) =>
        Add<ICloudFormationStackResource>(builder, new CloudFormationResource(name, stackName ?? name));

    /// <summary>Sets a parameter of the template.</summary>
    /// <param name="builder">The stack.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="parameterValue">Its value.</param>
    /// <returns>The stack.</returns>
    public static IResourceBuilder<ICloudFormationTemplateResource> WithParameter(
        this IResourceBuilder<ICloudFormationTemplateResource> builder, string parameterName, string parameterValue)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.AddParameter(parameterName, parameterValue);
        return builder;
    }

    /// <summary>Tags the stack.</summary>
    /// <param name="builder">The stack.</param>
    /// <param name="tagKey">The tag.</param>
    /// <param name="tagValue">Its value.</param>
    /// <returns>The stack.</returns>
    public static IResourceBuilder<ICloudFormationResource> WithTag(this IResourceBuilder<ICloudFormationResource> builder, string tagKey, string tagValue)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Tags[tagKey] = tagValue;
        return builder;
    }

    /// <summary>Says which credentials and which region the stack is in.</summary>
    /// <typeparam name="TDestination">The stack's type.</typeparam>
    /// <param name="builder">The stack.</param>
    /// <param name="awsSdkConfig">The configuration.</param>
    /// <returns>The stack.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IAWSSDKConfig awsSdkConfig)
        where TDestination : ICloudFormationResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.AWSSDKConfig = awsSdkConfig;
        return builder;
    }

    /// <summary>Refers to an output of the stack.</summary>
    /// <param name="builder">The stack.</param>
    /// <param name="name">The output.</param>
    /// <returns>The reference.</returns>
    public static StackOutputReference GetOutput(this IResourceBuilder<ICloudFormationResource> builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new(name, builder.Resource);
    }

    /// <summary>Sets an environment variable to an output of a stack.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="stackOutputReference">The output.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, StackOutputReference stackOutputReference)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(stackOutputReference);
        return builder.WithEnvironment(context =>
        {
            if (stackOutputReference.Resource.AWSSDKConfig is { } config)
            {
                SDKResourceExtensions.Apply(config, context);
            }

            context.EnvironmentVariables[name] = context.ExecutionContext.IsPublishMode ? stackOutputReference.ValueExpression : stackOutputReference;
        });
    }

    private static IResourceBuilder<T> Add<T>(IDistributedApplicationBuilder builder, T resource)
        where T : class, ICloudFormationResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Eventing.Subscribe<InitializeResourceEvent>(resource, (start, cancellationToken) =>
            new StackProvisioner((CloudFormationResource)start.Resource, start.Logger).RunAsync(start.Notifications, cancellationToken));
        return builder.AddResource(resource);
    }
}
