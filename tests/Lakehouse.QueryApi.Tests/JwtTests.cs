using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lakehouse.QueryApi.Tests;

public sealed class JwtTests : IAsyncLifetime
{
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "k1" };
    private readonly string keyFile = Path.GetTempFileName();
    private RunningApi api = null!;

    public async ValueTask InitializeAsync()
    {
        var open = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = "k1" });
        await File.WriteAllTextAsync(keyFile, JsonSerializer.Serialize(new { keys = new[] { new { kty = open.Kty, kid = open.KeyId, use = "sig", n = open.N, e = open.E } } }));
        api = await RunningApi.StartAsync(
            "--Access:Jwt:Issuer=https://id.example.org",
            "--Access:Jwt:Audience=lakehouse",
            $"--Access:Jwt:KeyFile={keyFile}",
            "--Access:Principals:ann:Allow=movielens_staged.*",
            "--Access:Principals:machine:ApiKey=machine-key-0123456789");
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        File.Delete(keyFile);
    }

    [Fact]
    public async Task A_token_stands_for_the_principal_that_it_names()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync(Token("ann"), "SELECT count(*) FROM movielens_staged.movies"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(Token("ann"), "SELECT count(*) FROM movie_ratings"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("machine-key-0123456789", "SELECT count(*) FROM movie_ratings"));
    }

    [Fact]
    public async Task Tokens_that_prove_nothing_are_refused()
    {
        using var foreign = RSA.Create(2048);
        var good = Token("ann");
        var parts = good.Split('.');
        var none = $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.";
        // The public key taken for a shared secret.
        var confused = new JsonWebTokenHandler().CreateToken(Descriptor("ann", new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(await File.ReadAllTextAsync(keyFile, TestContext.Current.CancellationToken))), SecurityAlgorithms.HmacSha256)));
        foreach (var token in new[]
        {
            Token("stranger"),
            Token("ann", issuer: "https://evil.example.org"),
            Token("ann", audience: "another"),
            Token("ann", expires: DateTime.UtcNow.AddMinutes(-5)),
            Token(null),
            new JsonWebTokenHandler().CreateToken(Descriptor("ann", new SigningCredentials(new RsaSecurityKey(foreign) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256))),
            none,
            confused,
            $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("\"ann\"", "\"machine\"", StringComparison.Ordinal))}.{parts[2]}",
            "a.b.c",
            "..",
        })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(token, "SELECT 1"));
        }
    }

    [Theory]
    [InlineData("Access:Jwt:Audience is missing", "--Access:Jwt:Issuer=i")]
    [InlineData("Access:Jwt needs Authority, or Issuer and KeyFile", "--Access:Jwt:Audience=a", "--Access:Jwt:Issuer=i")]
    [InlineData("cannot be read as JSON Web Key Set", "--Access:Jwt:Audience=a", "--Access:Jwt:Issuer=i", "--Access:Jwt:KeyFile=/no/such/file")]
    public async Task Incomplete_settings_are_told(string told, params string[] settings) =>
        Assert.Contains(told, (await Assert.ThrowsAsync<InvalidOperationException>(() => RunningApi.StartAsync(settings))).Message, StringComparison.Ordinal);

    private string Token(string? subject, string issuer = "https://id.example.org", string audience = "lakehouse", DateTime? expires = null)
    {
        var descriptor = Descriptor(subject, new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
        descriptor.Issuer = issuer;
        descriptor.Audience = audience;
        descriptor.Expires = expires ?? DateTime.UtcNow.AddMinutes(5);
        return new JsonWebTokenHandler().CreateToken(descriptor);
    }

    private static SecurityTokenDescriptor Descriptor(string? subject, SigningCredentials credentials) => new()
    {
        Issuer = "https://id.example.org",
        Audience = "lakehouse",
        NotBefore = DateTime.UtcNow.AddHours(-1),
        IssuedAt = DateTime.UtcNow.AddHours(-1),
        Expires = DateTime.UtcNow.AddMinutes(5),
        Subject = subject is null ? null : new ClaimsIdentity([new Claim("sub", subject)]),
        SigningCredentials = credentials,
    };

    private async Task<HttpStatusCode> AskAsync(string bearer, string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = new StringContent(JsonSerializer.Serialize(new { sql }), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
