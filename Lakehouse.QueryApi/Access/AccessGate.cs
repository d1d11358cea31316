using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Access;

/// <summary>Finds out who a request comes from: an API key, a token of an identity provider, or AWS's signature. Health is open to all.</summary>
internal sealed class AccessGate(RequestDelegate next, AccessOptions options, TimeProvider clock)
{
    /// <summary>A body has to be read whole to be checked; this is more than the largest request.</summary>
    private const int MaxBody = 4 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!options.IsRequired || context.Request.Path.Value?.TrimEnd('/') is "/health" or "/alive")
        {
            await next(context);
            return;
        }

        try
        {
            context.Items[typeof(Principal)] = await IdentifyAsync(context);
        }
        catch (AccessException refused)
        {
            await RefuseAsync(context, refused);
            return;
        }

        await next(context);
    }

    /// <summary>Who the request comes from.</summary>
    public static Principal Of(HttpContext context) => context.Items[typeof(Principal)] as Principal ?? Principal.Everyone;

    private async Task<Principal> IdentifyAsync(HttpContext context)
    {
        var request = context.Request;
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(SignatureCheck.Scheme, StringComparison.Ordinal))
        {
            return SignatureCheck.Verify(request, await ReadBodyAsync(request, context.RequestAborted), options.Principals, clock.GetUtcNow());
        }

        var key = request.Headers["X-Api-Key"].ToString();
        var bearer = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : "";
        if (options.Jwt is { } jwt && key.Length == 0 && JwtIdentity.IsToken(bearer))
        {
            return await JwtIdentity.VerifyAsync(context, jwt, options.Principals);
        }

        key = key.Length == 0 ? bearer : key;
        if (key.Length == 0)
        {
            throw new AccessException("MissingAuthenticationTokenException", "The request names nobody. Send X-Api-Key, Authorization: Bearer, or sign it as AWS's clients do.");
        }

        // Hashes are compared, all of them, in the same time whatever the key.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        Principal? found = null;
        foreach (var principal in options.Principals)
        {
            if (principal.ApiKey is { } own && CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(own))))
            {
                found = principal;
            }
        }

        return found ?? throw new AccessException("UnrecognizedClientException", "The API key is not known.");
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await RequestBody.ReadPartAsync(request, body.GetMemory(4_096), cancellationToken)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > MaxBody)
            {
                throw new AccessException("RequestEntityTooLargeException", $"The body is longer than {MaxBody} bytes.");
            }
        }

        var bytes = body.WrittenSpan.ToArray();
        request.Body = new MemoryStream(bytes);
        return bytes;
    }

    private static async Task RefuseAsync(HttpContext context, AccessException refused)
    {
        if (context.Request.Headers.ContainsKey("X-Amz-Target"))
        {
            context.Response.StatusCode = 403;
            context.Response.ContentType = "application/x-amz-json-1.1";
            context.Response.Headers["x-amzn-ErrorType"] = refused.Type;
            await context.Response.WriteAsync(new JsonObject { ["__type"] = refused.Type, ["message"] = refused.Message }.ToJsonString(), context.RequestAborted);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await ProblemWriter.WriteAsync(context.Response, new QueryException(Problem.Unauthorized, refused.Message), null, context.RequestAborted);
    }
}
