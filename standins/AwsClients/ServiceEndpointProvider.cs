using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.StandIns;

/// <summary>The address that is configured, or the region's.</summary>
/// <param name="host">What a region's host name begins with: <c>athena</c>.</param>
/// <param name="service">The service's name for people.</param>
internal sealed class ServiceEndpointProvider(string host, string service) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } configured)
        {
            return new Endpoint(configured);
        }

        return parameters["Region"] is string { Length: > 0 } region
            ? new Endpoint($"https://{host}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}")
            : throw new AmazonClientException($"No region is configured for {service}. Set AWS_REGION, or the region of a profile.");
    }
}
