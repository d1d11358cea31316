using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Internal;

/// <summary>Says to the pipeline what the endpoint depends on.</summary>
internal sealed class AmazonStepFunctionsEndpointResolver : BaseEndpointResolver
{
    /// <summary>The configured address, and the region.</summary>
    public static EndpointParameters Parameters(IClientConfig config) => new StepFunctionsEndpointParameters
    {
        ["Region"] = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion,
        ["Endpoint"] = config.ServiceURL,
    };

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => Parameters(requestContext.ClientConfig);

    private sealed class StepFunctionsEndpointParameters : EndpointParameters;
}
