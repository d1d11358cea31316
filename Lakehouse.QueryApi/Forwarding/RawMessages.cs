using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Athena.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Lakehouse.QueryApi.Forwarding;

/// <summary>A request whose body is there already.</summary>
internal sealed class RawRequest(string action, string body) : AmazonAthenaRequest
{
    public string Action => action;

    public string Body => body;
}

/// <summary>An answer as it came.</summary>
internal sealed class RawResponse : AmazonWebServiceResponse
{
    public JsonObject Body { get; init; } = [];
}

/// <summary>An error as it came.</summary>
internal sealed class RawException(string message, Exception? inner, ErrorType type, string code, string? requestId, HttpStatusCode status) : AmazonServiceException(message, inner, type, code, requestId, status)
{
    public JsonObject Body { get; init; } = [];
}

/// <summary>Writes a <see cref="RawRequest"/>.</summary>
internal sealed class RawMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var raw = (RawRequest)input;
        var request = new DefaultRequest(input, "Amazon.Athena") { HttpMethod = "POST", ResourcePath = "/", Content = Encoding.UTF8.GetBytes(raw.Body) };
        request.Headers["X-Amz-Target"] = $"AmazonAthena.{raw.Action}";
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        return request;
    }
}

/// <summary>Reads a <see cref="RawResponse"/> or a <see cref="RawException"/>.</summary>
internal sealed class RawUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new RawResponse { Body = Read(input.Stream) };

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var body = Read(input.Stream);
        var code = body["__type"]?.GetValue<string>() ?? input.ResponseData.GetHeaderValue("x-amzn-ErrorType")?.Split(':')[0] ?? statusCode.ToString();
        code = code[(code.LastIndexOf('#') + 1)..];
        var message = (body["Message"] ?? body["message"])?.GetValue<string>() ?? $"Amazon Athena answered {(int)statusCode}.";
        return new RawException(message, innerException, (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender, code, input.ResponseData.GetHeaderValue("x-amzn-RequestId"), statusCode) { Body = body };
    }

    private static JsonObject Read(Stream stream)
    {
        using var body = new MemoryStream();
        stream.CopyTo(body);
        try
        {
            return body.Length == 0 ? [] : JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length)) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            // A proxy in front of Athena has answered in its own way.
            return [];
        }
    }
}
