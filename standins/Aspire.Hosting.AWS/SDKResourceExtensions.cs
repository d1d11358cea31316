using Amazon;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS;

namespace Aspire.Hosting;

/// <summary>Says which credentials and which region the AWS SDK uses.</summary>
public static class SDKResourceExtensions
{
    /// <summary>Begins a configuration.</summary>
    /// <param name="builder">The application.</param>
    /// <returns>The configuration.</returns>
    public static IAWSSDKConfig AddAWSSDKConfig(this IDistributedApplicationBuilder builder) => new AWSSDKConfig();

    /// <summary>Sets the profile.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="profile">A profile of the shared credentials file.</param>
    /// <returns>The configuration.</returns>
    public static IAWSSDKConfig WithProfile(this IAWSSDKConfig config, string profile)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Profile = profile;
        return config;
    }

    /// <summary>Sets the region.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="region">The region.</param>
    /// <returns>The configuration.</returns>
    public static IAWSSDKConfig WithRegion(this IAWSSDKConfig config, RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Region = region;
        return config;
    }

    /// <summary>Sets the region.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="systemName">The region's name, for example <c>eu-central-1</c>.</param>
    /// <returns>The configuration.</returns>
    public static IAWSSDKConfig WithRegion(this IAWSSDKConfig config, string systemName) => config.WithRegion(RegionEndpoint.GetBySystemName(systemName));

    /// <summary>Gives a resource the configuration, by <c>AWS_PROFILE</c>, <c>AWS_REGION</c>, <c>AWS__Profile</c> and <c>AWS__Region</c>.</summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="awsSdkConfig">The configuration.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IAWSSDKConfig awsSdkConfig)
        where TDestination : IResourceWithEnvironment => builder.WithEnvironment(context => Apply(awsSdkConfig, context));

    internal static void Apply(IAWSSDKConfig config, EnvironmentCallbackContext context)
    {
        if (context.ExecutionContext.IsPublishMode)
        {
            return;
        }

        if (!string.IsNullOrEmpty(config.Profile))
        {
            context.EnvironmentVariables["AWS_PROFILE"] = context.EnvironmentVariables["AWS__Profile"] = config.Profile;
        }

        if (config.Region is { } region)
        {
            context.EnvironmentVariables["AWS_REGION"] = context.EnvironmentVariables["AWS__Region"] = region.SystemName;
        }
    }
}
