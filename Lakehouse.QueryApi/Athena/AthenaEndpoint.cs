using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Athena;

/// <summary><c>POST /</c> with <c>X-Amz-Target: AmazonAthena.…</c>: the AWS JSON 1.1 protocol.</summary>
internal static class AthenaEndpoint
{
    private const string Prefix = "AmazonAthena.";

    private const string ContentType = "application/x-amz-json-1.1";

    /// <summary>A statement may be 256 KiB, each character of it six bytes of JSON, and its parameters as much again.</summary>
    private const int MaxBody = 4 * 1024 * 1024;

    public static void MapAthena(this WebApplication app) => app.MapPost("/", HandleAsync).ExcludeFromDescription();

    private static async Task HandleAsync(HttpContext context, AthenaActions actions, ILogger<AthenaActions> log)
    {
        var response = context.Response;
        response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString("D");
        response.Headers.CacheControl = "no-store";
        try
        {
            var target = context.Request.Headers["X-Amz-Target"].ToString();
            if (!target.StartsWith(Prefix, StringComparison.Ordinal))
            {
                throw new AthenaException("UnknownOperationException", target.Length == 0 ? "The header X-Amz-Target is missing: POST / speaks Athena's protocol. SQL over REST is at POST /v1/query." : $"The target {(target.Length > 100 ? target[..100] : target)} is not Athena's.");
            }

            var input = await ReadAsync(context);
            await WriteAsync(response, 200, await actions.RunAsync(target[Prefix.Length..], input, context.RequestAborted), context.RequestAborted);
        }
        catch (BadHttpRequestException malformed)
        {
            await FailAsync(response, new AthenaException("SerializationException", malformed.Message), context.RequestAborted);
        }
        catch (AthenaException error)
        {
            await FailAsync(response, error, context.RequestAborted);
        }
        catch (QueryException error)
        {
            await FailAsync(response, error.Problem.Status >= 500 ? new AthenaException("InternalServerException", error.Message) : AthenaException.Invalid(error.Message), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception error) when (!response.HasStarted)
        {
            log.LogError("An action of Athena's API failed: {Failure}", Fault.Describe(error));
            await FailAsync(response, new AthenaException("InternalServerException", $"The service failed: {error.GetType().Name}."), context.RequestAborted);
        }
    }

    private static async Task<AthenaInput> ReadAsync(HttpContext context)
    {
        // A browser sends this content type to another origin only after asking, which is never granted.
        var type = context.Request.ContentType ?? "";
        if (!type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new AthenaException("SerializationException", $"The Content-Type is '{type}'; it has to be {ContentType}.");
        }

        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await RequestBody.ReadPartAsync(context.Request, body.GetMemory(4_096), context.RequestAborted)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > MaxBody)
            {
                throw new AthenaException("RequestEntityTooLargeException", $"The body is longer than {MaxBody} bytes.");
            }
        }

        try
        {
            using var document = JsonDocument.Parse(body.WrittenCount == 0 ? "{}"u8.ToArray() : body.WrittenMemory, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object ? new AthenaInput(document.RootElement.Clone(), AccessGate.Of(context)) : throw new AthenaException("SerializationException", "The body is not a JSON object.");
        }
        catch (JsonException malformed)
        {
            throw new AthenaException("SerializationException", $"The body is not JSON: {malformed.Message}");
        }
    }

    private static Task FailAsync(HttpResponse response, AthenaException error, CancellationToken cancellationToken)
    {
        response.Headers["x-amzn-ErrorType"] = error.Type;
        return WriteAsync(response, error.Type == "InternalServerException" ? 500 : error.Type == "RequestEntityTooLargeException" ? 413 : 400, error.ToJson(), cancellationToken);
    }

    private static async Task WriteAsync(HttpResponse response, int status, JsonObject body, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonResultWriter.Options))
        {
            body.WriteTo(json);
        }

        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }
}
