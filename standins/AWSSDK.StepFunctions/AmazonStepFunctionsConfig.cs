using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIns;
using Amazon.Util.Internal;

namespace Amazon.StepFunctions;

/// <summary>Settings of a client: region, endpoint, retries.</summary>
public class AmazonStepFunctionsConfig : ClientConfig
{
    /// <summary>Settings of the environment.</summary>
    public AmazonStepFunctionsConfig()
        : base(new DefaultConfigurationProvider(ClientDefaults.All))
    {
        ServiceId = "SFN";
        AuthenticationServiceName = "states";
        EndpointProvider = new ServiceEndpointProvider("states", "AWS Step Functions");
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "states";

    /// <inheritdoc/>
    public override string ServiceVersion => "2016-11-23";

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("SFN", "4.0.0");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => EndpointProvider.ResolveEndpoint(ServiceEndpointResolver.Parameters(this));
}
