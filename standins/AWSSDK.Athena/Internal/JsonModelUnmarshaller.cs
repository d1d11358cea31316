using System.Net;
using System.Text.Json;
using Amazon.Athena.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Athena.Internal;

/// <summary>Reads an answer, or the error in its place.</summary>
internal sealed class JsonModelUnmarshaller<TResponse> : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        return body.Length == 0 ? new TResponse() : JsonSerializer.Deserialize<TResponse>(body.GetBuffer().AsSpan(0, (int)body.Length), ModelJson.Options) ?? new TResponse();
    }

    /// <summary><code>{"__type":"TooManyRequestsException","Message":"Rate exceeded","Reason":"CONCURRENT_QUERY_LIMIT_EXCEEDED"}</code></summary>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var body = input.GetResponseBodyBytes() is { Length: > 0 } read ? read : ReadAll(input.Stream);
        var (code, message, athenaCode, reason) = Parse(body);
        code ??= input.ResponseData.GetHeaderValue("x-amzn-ErrorType")?.Split(':')[0] ?? statusCode.ToString();
        var type = (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        var id = input.ResponseData.GetHeaderValue("x-amzn-RequestId");
        message ??= $"Athena answered {(int)statusCode}.";
        return code switch
        {
            "InvalidRequestException" => new InvalidRequestException(message, innerException, type, code, id, statusCode) { AthenaErrorCode = athenaCode },
            "TooManyRequestsException" => new TooManyRequestsException(message, innerException, type, code, id, statusCode) { Reason = reason },
            "InternalServerException" => new InternalServerException(message, innerException, type, code, id, statusCode),
            _ => new AmazonAthenaException(message, innerException, type, code, id, statusCode),
        };
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var body = new MemoryStream();
        stream.CopyTo(body);
        return body.ToArray();
    }

    private static (string? Code, string? Message, string? AthenaCode, string? Reason) Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement;
            var code = Text(error, "__type");
            return (code?[(code.LastIndexOf('#') + 1)..], Text(error, "Message") ?? Text(error, "message"), Text(error, "AthenaErrorCode"), Text(error, "Reason"));
        }
        catch (JsonException)
        {
            // Not Athena itself has answered, but a proxy in front of it.
            return default;
        }
    }

    private static string? Text(JsonElement error, string name) => error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
