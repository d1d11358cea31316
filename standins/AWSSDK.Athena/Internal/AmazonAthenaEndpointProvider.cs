using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.Athena.Internal;

/// <summary>The address that is configured, or the region's.</summary>
internal sealed class AmazonAthenaEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } configured)
        {
            return new Endpoint(configured);
        }

        return parameters["Region"] is string { Length: > 0 } region
            ? new Endpoint($"https://athena.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}")
            : throw new AmazonClientException("No region is configured for Amazon Athena. Set AWS_REGION, or the region of a profile.");
    }
}
