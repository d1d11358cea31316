using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.StandIns;

/// <summary>Writes a request as AWS JSON: the action in a header, the members that are set in the body.</summary>
internal sealed class JsonRequestMarshaller(JsonProtocol protocol, string action) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, protocol.Target) { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["X-Amz-Target"] = $"{protocol.Target}.{action}";
        request.Headers["Content-Type"] = $"application/x-amz-json-{protocol.Version}";
        request.Content = JsonSerializer.SerializeToUtf8Bytes(input, input.GetType(), protocol.Options);
        return request;
    }
}
