using System.Text;

namespace Lakehouse.QueryApi.Flight;

/// <summary>
/// Clients of Flight SQL that know user and password send <c>Authorization: Basic base64(user:password)</c>. The password is the API
/// key; the user says nothing.
/// </summary>
internal static class BasicCredentials
{
    private const string Scheme = "Basic ";

    /// <summary>Makes a bearer token of the password, before the request is checked.</summary>
    public static IApplicationBuilder UseBasicCredentials(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Password(authorization[Scheme.Length..]) is { Length: > 0 } password)
        {
            context.Request.Headers.Authorization = $"Bearer {password}";
        }

        return next(context);
    });

    private static string? Password(string encoded)
    {
        // Arrow's client in Go, on which ADBC's driver stands, leaves the padding out.
        var text = encoded.Trim().TrimEnd('=');
        text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }
}
