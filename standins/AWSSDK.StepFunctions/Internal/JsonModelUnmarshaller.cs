using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

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

    /// <summary><code>{"__type":"com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists","message":"Execution Already Exists: 'arn:…'"}</code></summary>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var body = input.GetResponseBodyBytes() is { Length: > 0 } read ? read : ReadAll(input.Stream);
        var (code, message) = Parse(body);
        code ??= input.ResponseData.GetHeaderValue("x-amzn-ErrorType")?.Split(':')[0] ?? statusCode.ToString();
        var type = (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        var id = input.ResponseData.GetHeaderValue("x-amzn-RequestId");
        message ??= $"Step Functions answered {(int)statusCode}.";
        return code switch
        {
            "ExecutionAlreadyExists" => new ExecutionAlreadyExistsException(message, innerException, type, code, id, statusCode),
            "ExecutionDoesNotExist" => new ExecutionDoesNotExistException(message, innerException, type, code, id, statusCode),
            "StateMachineDoesNotExist" => new StateMachineDoesNotExistException(message, innerException, type, code, id, statusCode),
            _ => new AmazonStepFunctionsException(message, innerException, type, code, id, statusCode),
        };
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var body = new MemoryStream();
        stream.CopyTo(body);
        return body.ToArray();
    }

    private static (string? Code, string? Message) Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement;
            var code = Text(error, "__type");
            return (code?[(code.LastIndexOf('#') + 1)..], Text(error, "message") ?? Text(error, "Message"));
        }
        catch (JsonException)
        {
            // Not Step Functions itself has answered, but a proxy in front of it.
            return default;
        }
    }

    private static string? Text(JsonElement error, string name) => error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
