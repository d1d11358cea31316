using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIns;
using Amazon.Util.Internal;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>Settings of a <see cref="StackClient"/>: the model's profile and region, or the environment's; <c>AWS_ENDPOINT_URL</c> names a service other than AWS's.</summary>
internal sealed class StackClientConfig : ClientConfig
{
    public const string Version = "2010-05-15";

    private StackClientConfig()
        : base(new DefaultConfigurationProvider(ClientDefaults.All))
    {
        ServiceId = "CloudFormation";
        AuthenticationServiceName = "cloudformation";
        EndpointProvider = new ServiceEndpointProvider("cloudformation", "AWS CloudFormation");
    }

    public override string RegionEndpointServiceName => "cloudformation";

    public override string ServiceVersion => Version;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("CloudFormation", "4.0.0");

    public static StackClientConfig Of(IAWSSDKConfig? settings)
    {
        var config = new StackClientConfig();
        if (settings?.Profile is { Length: > 0 } profile)
        {
            config.Profile = new Profile(profile);
        }

        var region = settings?.Region;
        if (region is not null)
        {
            config.RegionEndpoint = region;
        }

        var endpoint = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_CLOUDFORMATION") ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        if (!string.IsNullOrEmpty(endpoint))
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region?.SystemName ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        }

        return config;
    }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => EndpointProvider.ResolveEndpoint(ServiceEndpointResolver.Parameters(this));
}
