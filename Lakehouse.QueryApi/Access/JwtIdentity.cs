using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Lakehouse.QueryApi.Access;

/// <summary>Who a token of an identity provider stands for.</summary>
internal static class JwtIdentity
{
    /// <summary>A token has three parts; keys of this service's own are random texts.</summary>
    public static bool IsToken(string bearer) => bearer.AsSpan().Count('.') == 2;

    /// <summary>The principal that the request's token names.</summary>
    /// <exception cref="AccessException">The token is not valid, or names nobody who may ask.</exception>
    public static async Task<Principal> VerifyAsync(HttpContext context, JwtOptions jwt, IReadOnlyList<Principal> principals)
    {
        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!result.Succeeded)
        {
            throw result.Failure switch
            {
                SecurityTokenExpiredException => new AccessException("ExpiredTokenException", "The token has expired. Get a new one from its issuer."),
                SecurityTokenInvalidAudienceException => new AccessException("UnrecognizedClientException", $"The token is for another audience than {jwt.Audience}."),
                SecurityTokenInvalidIssuerException => new AccessException("UnrecognizedClientException", "The token is of another issuer."),
                _ => new AccessException("UnrecognizedClientException", "The token is not valid: its signature or its form is wrong."),
            };
        }

        var name = result.Principal.FindFirst(jwt.PrincipalClaim)?.Value is { Length: > 0 } claim
            ? claim
            : throw new AccessException("UnrecognizedClientException", $"The token has no claim {jwt.PrincipalClaim}, which names the principal.");
        return principals.FirstOrDefault(principal => principal.Name == name)
            ?? (jwt.Allow is { } allow ? new Principal(name, null, null, null, allow) : throw new AccessException("UnrecognizedClientException", "The one whom the token names may not ask here."));
    }
}
