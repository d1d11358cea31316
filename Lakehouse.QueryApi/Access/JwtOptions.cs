using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Lakehouse.QueryApi.Access;

/// <summary>Tokens of an identity provider (settings under <c>Access:Jwt:</c>).</summary>
/// <param name="Authority">Address of the provider, which tells its keys (OpenID Connect discovery), or null.</param>
/// <param name="Issuer">The issuer that tokens must name (<c>iss</c>); null where the authority tells it.</param>
/// <param name="Audience">The audience that tokens must name (<c>aud</c>).</param>
/// <param name="Keys">Keys that tokens are signed with; empty where the authority tells them.</param>
/// <param name="PrincipalClaim">The claim that names the principal (default <c>sub</c>).</param>
/// <param name="Allow">What those may see whose name no principal of the configuration has; null refuses them.</param>
internal sealed record JwtOptions(string? Authority, string? Issuer, string Audience, IReadOnlyList<SecurityKey> Keys, string PrincipalClaim, IReadOnlyList<string>? Allow)
{
    /// <summary>Only signatures whose keys may be known to all: a public key must never pass for a shared secret.</summary>
    private static readonly string[] Algorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512];

    /// <summary>Reads the settings; null where there are none.</summary>
    /// <exception cref="InvalidOperationException">One is missing or wrong.</exception>
    public static JwtOptions? FromConfiguration(IConfiguration configuration)
    {
        var section = configuration.GetSection("Access:Jwt");
        if (!section.Exists())
        {
            return null;
        }

        var (authority, issuer, keyFile) = (section["Authority"], section["Issuer"], section["KeyFile"]);
        return string.IsNullOrEmpty(section["Audience"]) ? throw new InvalidOperationException("The setting Access:Jwt:Audience is missing. Set it to the audience that tokens for this service name.")
            : string.IsNullOrEmpty(authority) && (string.IsNullOrEmpty(issuer) || string.IsNullOrEmpty(keyFile)) ? throw new InvalidOperationException("Access:Jwt needs Authority, or Issuer and KeyFile (a JSON Web Key Set).")
            : new JwtOptions(authority, issuer, section["Audience"]!, string.IsNullOrEmpty(keyFile) ? [] : ReadKeys(keyFile), section["PrincipalClaim"] ?? "sub", section["Allow"] is { } allow ? AccessOptions.Names(allow) : null);
    }

    /// <summary>Sets ASP.NET's check of bearer tokens up.</summary>
    public void Configure(JwtBearerOptions options)
    {
        options.Authority = Authority;
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKeys = Keys,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = TimeSpan.FromMinutes(1),
        };
    }

    private static SecurityKey[] ReadKeys(string file)
    {
        try
        {
            SecurityKey[] keys = [.. new JsonWebKeySet(File.ReadAllText(file)).GetSigningKeys()];
            return keys.Length > 0 ? keys : throw new InvalidOperationException($"The file {file} of Access:Jwt:KeyFile holds no key for signatures.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or System.Text.Json.JsonException)
        {
            throw new InvalidOperationException($"The file {file} of Access:Jwt:KeyFile cannot be read as JSON Web Key Set: {unreadable.Message}", unreadable);
        }
    }
}
