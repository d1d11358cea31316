using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIns;
using Amazon.Util.Internal;

namespace Amazon.Athena;

/// <summary>Settings of a client: region, endpoint, retries.</summary>
public class AmazonAthenaConfig : ClientConfig
{
    /// <summary>Settings of the environment.</summary>
    public AmazonAthenaConfig()
        : base(new DefaultConfigurationProvider(ClientDefaults.All))
    {
        ServiceId = "Athena";
        AuthenticationServiceName = "athena";
        EndpointProvider = new ServiceEndpointProvider("athena", "Amazon Athena");
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "athena";

    /// <inheritdoc/>
    public override string ServiceVersion => "2017-05-18";

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Athena", "4.0.0");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => EndpointProvider.ResolveEndpoint(ServiceEndpointResolver.Parameters(this));
}
