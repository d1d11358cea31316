using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lakehouse.QueryApi.Access;

/// <summary>
/// AWS Signature Version 4: the request is put into its canonical form and signed with the principal's secret; the signatures must be
/// the same, and the time close to ours.
/// <code>Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-central-1/athena/aws4_request, SignedHeaders=host;x-amz-date, Signature=…</code>
/// </summary>
internal static class SignatureCheck
{
    public const string Scheme = "AWS4-HMAC-SHA256";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The principal that signed the request.</summary>
    /// <exception cref="AccessException">The signature is missing a part, wrong, or too old.</exception>
    public static Principal Verify(HttpRequest request, byte[] body, IReadOnlyList<Principal> principals, DateTimeOffset now)
    {
        var parts = request.Headers.Authorization.ToString()[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).GroupBy(part => part[0]).ToDictionary(group => group.Key, group => group.First()[1]);
        if (!parts.TryGetValue("Credential", out var credential) || !parts.TryGetValue("SignedHeaders", out var signed) || !parts.TryGetValue("Signature", out var signature)
            || credential.Split('/') is not [var id, var day, var region, var service, "aws4_request"])
        {
            throw new AccessException("IncompleteSignatureException", "The Authorization header needs Credential, SignedHeaders and Signature.");
        }

        var principal = principals.FirstOrDefault(candidate => candidate.AccessKeyId == id) ?? throw new AccessException("UnrecognizedClientException", "The security token included in the request is invalid.");
        var date = request.Headers["X-Amz-Date"].ToString();
        if (!DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) || !date.StartsWith(day, StringComparison.Ordinal))
        {
            throw new AccessException("IncompleteSignatureException", "The header X-Amz-Date is missing or not of the credential's day.");
        }

        if ((now - time).Duration() > Window)
        {
            throw new AccessException("InvalidSignatureException", $"Signature expired: {date} is more than 5 minutes from {now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.");
        }

        var names = signed.Split(';');
        if (!names.Contains("host") || !names.Contains("x-amz-date"))
        {
            throw new AccessException("IncompleteSignatureException", "host and x-amz-date have to be among the signed headers.");
        }

        // X-Amz-Target is what the request asks for: who could change it would have signed anything.
        if (request.Headers.Keys.FirstOrDefault(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unsigned)
        {
            throw new AccessException("InvalidSignatureException", $"The header {unsigned} has to be among the signed headers, as all that begin with x-amz-.");
        }

        var payload = Hex(SHA256.HashData(body));
        var told = request.Headers["X-Amz-Content-Sha256"].ToString();
        if (told.Length > 0 && told != payload)
        {
            throw new AccessException("InvalidSignatureException", "X-Amz-Content-Sha256 is not the body's.");
        }

        var canonical = $"{request.Method}\n{CanonicalPath(request)}\n{CanonicalQuery(request)}\n{string.Concat(names.Select(name => $"{name}:{HeaderValue(request, name)}\n"))}\n{signed}\n{payload}";
        var toSign = $"{Scheme}\n{date}\n{day}/{region}/{service}/aws4_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + principal.SecretAccessKey);
        foreach (var part in new[] { day, region, service, "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var expected = Encoding.ASCII.GetBytes(Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(signature))
            ? principal
            : throw new AccessException("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");
    }

    private static string HeaderValue(HttpRequest request, string name) =>
        string.Join(',', (name == "host" ? [request.Host.Value] : request.Headers[name].ToArray()).Select(value => string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    private static string CanonicalPath(HttpRequest request) => string.Join('/', (request.Path.Value ?? "/").Split('/').Select(segment => Encode(Encode(segment))));

    private static string CanonicalQuery(HttpRequest request) =>
        string.Join('&', request.Query.SelectMany(pair => pair.Value.Select(value => $"{Encode(pair.Key)}={Encode(value ?? "")}")).Order(StringComparer.Ordinal));

    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
