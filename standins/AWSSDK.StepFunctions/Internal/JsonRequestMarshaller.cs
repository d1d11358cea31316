using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.StepFunctions.Internal;

/// <summary>Writes a request as AWS JSON 1.0: the action in a header, the members that are set in the body.</summary>
internal sealed class JsonRequestMarshaller(string action) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.StepFunctions") { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["X-Amz-Target"] = $"AWSStepFunctions.{action}";
        request.Headers["Content-Type"] = "application/x-amz-json-1.0";
        request.Content = JsonSerializer.SerializeToUtf8Bytes(input, input.GetType(), ModelJson.Options);
        return request;
    }
}
