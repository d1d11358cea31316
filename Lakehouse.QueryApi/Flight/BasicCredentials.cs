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
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded.Trim(), bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }
}
