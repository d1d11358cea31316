using Amazon.Athena.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.Athena;

/// <summary>Settings of a client: region, endpoint, retries.</summary>
public class AmazonAthenaConfig : ClientConfig
{
    /// <summary>Settings of the environment.</summary>
    public AmazonAthenaConfig()
        : base(new DefaultConfigurationProvider(AmazonAthenaDefaults.All))
    {
        ServiceId = "Athena";
        AuthenticationServiceName = "athena";
        EndpointProvider = new AmazonAthenaEndpointProvider();
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "athena";

    /// <inheritdoc/>
    public override string ServiceVersion => "2017-05-18";

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Athena", "4.0.0");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => EndpointProvider.ResolveEndpoint(AmazonAthenaEndpointResolver.Parameters(this));
}
