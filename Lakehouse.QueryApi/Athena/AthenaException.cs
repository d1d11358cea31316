using System.Text.Json.Nodes;

namespace Lakehouse.QueryApi.Athena;

/// <summary>An error in the shape that Athena gives it.</summary>
/// <param name="type">Name of the exception's shape: <c>InvalidRequestException</c> …</param>
/// <param name="message">What is wrong.</param>
internal sealed class AthenaException(string type, string message) : Exception(message)
{
    public string Type { get; } = type;

    /// <summary><c>INVALID_INPUT</c>, <c>MALFORMED_QUERY</c> …; for InvalidRequestException.</summary>
    public string? Code { get; private init; }

    /// <summary><c>CONCURRENT_QUERY_LIMIT_EXCEEDED</c>; for TooManyRequestsException.</summary>
    public string? Reason { get; private init; }

    /// <summary>The resource that is not there; for ResourceNotFoundException.</summary>
    public string? Resource { get; private init; }

    public static AthenaException Invalid(string message, string code = "INVALID_INPUT") => new("InvalidRequestException", message) { Code = code };

    public static AthenaException TooMany(string message) => new("TooManyRequestsException", message) { Reason = "CONCURRENT_QUERY_LIMIT_EXCEEDED" };

    public static AthenaException Metadata(string message) => new("MetadataException", message);

    public static AthenaException NotFound(string message, string resource) => new("ResourceNotFoundException", message) { Resource = resource };

    /// <summary>An error of Amazon Athena's own, as it came.</summary>
    public static AthenaException Relayed(string type, string message, JsonObject body) => new(type, message)
    {
        Code = Text(body, "AthenaErrorCode"),
        Reason = Text(body, nameof(Reason)),
        Resource = Text(body, "ResourceName"),
    };

    private static string? Text(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The answer's body.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject { ["__type"] = Type, ["Message"] = Message };
        if (Code is not null)
        {
            body["AthenaErrorCode"] = Code;
        }

        if (Reason is not null)
        {
            body[nameof(Reason)] = Reason;
        }

        if (Resource is not null)
        {
            body["ResourceName"] = Resource;
        }

        return body;
    }
}
