using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

/// <summary>What a client adds to the SDK's own handlers (retries, credentials, signing, HTTP).</summary>
internal static class ClientPipeline
{
    /// <summary>Resolves the endpoint and signs.</summary>
    public static void Complete(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SignatureV4Handler());
    }
}
