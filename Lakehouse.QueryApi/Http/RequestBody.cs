using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace Lakehouse.QueryApi.Http;

/// <summary>Reads a JSON body of bounded length.</summary>
internal static class RequestBody
{
    /// <summary>Reads the whole body.</summary>
    /// <exception cref="QueryException">It is not declared as JSON, or longer than <paramref name="maxBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadJsonAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        // A browser sends application/json to another origin only after asking: a foreign page cannot make one run queries here.
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException(Problem.UnsupportedMediaType, $"The body's Content-Type is '{request.ContentType}'. Send Content-Type: application/json.");
        }

        var charset = type.Charset.Value?.Trim('"');
        if (charset is { Length: > 0 } && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException(Problem.UnsupportedMediaType, $"The body's charset is '{charset}'. Send UTF-8.");
        }

        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        try
        {
            return await ReadAsync(request, maxBytes, cancellationToken);
        }
        catch (BadHttpRequestException malformed)
        {
            throw malformed.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(maxBytes) : new QueryException(Problem.InvalidRequest, malformed.Message, malformed);
        }
    }

    /// <summary>Reads a part of a body.</summary>
    /// <exception cref="BadHttpRequestException">The bytes are no body: the client's fault, even where the server takes it for a failure of the connection, as a chunk whose length overflows.</exception>
    public static async ValueTask<int> ReadPartAsync(HttpRequest request, Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Body.ReadAsync(target, cancellationToken);
        }
        catch (IOException unreadable) when (unreadable is not BadHttpRequestException)
        {
            throw new BadHttpRequestException($"The body cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4_096) + 1);
        while (true)
        {
            var read = await ReadPartAsync(request, body.GetMemory(1), cancellationToken);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
            if (body.WrittenCount > maxBytes)
            {
                throw TooLarge(maxBytes);
            }
        }
    }

    private static QueryException TooLarge(int maxBytes) => new(Problem.RequestTooLarge, $"The body is longer than {maxBytes} bytes.");
}
