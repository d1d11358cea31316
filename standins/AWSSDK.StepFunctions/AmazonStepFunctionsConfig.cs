using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StepFunctions.Internal;
using Amazon.Util.Internal;

namespace Amazon.StepFunctions;

/// <summary>Settings of a client: region, endpoint, retries.</summary>
public class AmazonStepFunctionsConfig : ClientConfig
{
    /// <summary>Settings of the environment.</summary>
    public AmazonStepFunctionsConfig()
        : base(new DefaultConfigurationProvider(AmazonStepFunctionsDefaults.All))
    {
        ServiceId = "SFN";
        AuthenticationServiceName = "states";
        EndpointProvider = new AmazonStepFunctionsEndpointProvider();
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "states";

    /// <inheritdoc/>
    public override string ServiceVersion => "2016-11-23";

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("SFN", "4.0.0");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => EndpointProvider.ResolveEndpoint(AmazonStepFunctionsEndpointResolver.Parameters(this));
}
