using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.StepFunctions.Internal;

/// <summary>The address that is configured, or the region's.</summary>
internal sealed class AmazonStepFunctionsEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } configured)
        {
            return new Endpoint(configured);
        }

        return parameters["Region"] is string { Length: > 0 } region
            ? new Endpoint($"https://states.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}")
            : throw new AmazonClientException("No region is configured for AWS Step Functions. Set AWS_REGION, or the region of a profile.");
    }
}
