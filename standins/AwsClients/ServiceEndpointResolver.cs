using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

/// <summary>Says to the pipeline what the endpoint depends on.</summary>
internal sealed class ServiceEndpointResolver : BaseEndpointResolver
{
    /// <summary>The configured address, and the region.</summary>
    public static EndpointParameters Parameters(IClientConfig config) => new ServiceEndpointParameters
    {
        ["Region"] = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion,
        ["Endpoint"] = config.ServiceURL,
    };

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => Parameters(requestContext.ClientConfig);

    private sealed class ServiceEndpointParameters : EndpointParameters;
}
