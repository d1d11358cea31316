using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.StandIns;

/// <summary>Reads an answer, or the error in its place.</summary>
internal sealed class JsonModelUnmarshaller<TResponse>(JsonProtocol protocol) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var body = ReadAll(input.Stream);
        return body.Length == 0 ? new TResponse() : JsonSerializer.Deserialize<TResponse>(body, protocol.Options) ?? new TResponse();
    }

    /// <summary>
    /// <code>
    /// {"__type":"com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists","message":"Execution Already Exists: 'arn:…'"}
    /// {"__type":"TooManyRequestsException","Message":"Rate exceeded","Reason":"CONCURRENT_QUERY_LIMIT_EXCEEDED"}
    /// </code>
    /// </summary>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var body = Parse(input.GetResponseBodyBytes() is { Length: > 0 } read ? read : ReadAll(input.Stream));
        var type = (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        var error = new JsonError("", innerException, type, "", input.ResponseData.GetHeaderValue("x-amzn-RequestId"), statusCode, body);
        var code = error.Text("__type");
        return protocol.Exception(error with
        {
            Code = code?[(code.LastIndexOf('#') + 1)..] ?? input.ResponseData.GetHeaderValue("x-amzn-ErrorType")?.Split(':')[0] ?? statusCode.ToString(),
            Message = error.Text("message") ?? error.Text("Message") ?? $"{protocol.Service} answered {(int)statusCode}.",
        });
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var body = new MemoryStream();
        stream.CopyTo(body);
        return body.ToArray();
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            // Not the service itself has answered, but a proxy in front of it.
            return default;
        }
    }
}
