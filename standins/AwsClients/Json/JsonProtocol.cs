using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

/// <summary>How a service speaks AWS JSON.</summary>
/// <param name="Service">The service's name for people.</param>
/// <param name="Target">What the header X-Amz-Target begins with: <c>AmazonAthena</c>.</param>
/// <param name="Version">Of AWS JSON: <c>1.0</c> or <c>1.1</c>.</param>
/// <param name="Options">How its models become JSON.</param>
/// <param name="Exception">The exception for an error.</param>
internal sealed record JsonProtocol(string Service, string Target, string Version, JsonSerializerOptions Options, Func<JsonError, AmazonServiceException> Exception)
{
    /// <summary>How a request and its answer are written and read.</summary>
    public InvokeOptions Of<TResponse>(string action)
        where TResponse : AmazonWebServiceResponse, new() =>
        new() { RequestMarshaller = new JsonRequestMarshaller(this, action), ResponseUnmarshaller = new JsonModelUnmarshaller<TResponse>(this) };
}

/// <summary>An error as it came.</summary>
internal sealed record JsonError(string Message, Exception? Inner, ErrorType Type, string Code, string? RequestId, HttpStatusCode Status, JsonElement Body)
{
    /// <summary>A text of the error's body, or null.</summary>
    public string? Text(string name) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
