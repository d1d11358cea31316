using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Lakehouse.QueryApi.Tests;

/// <summary>A signature holds for one request at one time: what is changed of it afterwards is refused.</summary>
public class SignatureTests(SignatureTests.SignedApi service) : IClassFixture<SignatureTests.SignedApi>
{
    private const string Body = "{}";

    [Fact]
    public async Task A_signed_request_is_answered_whole_or_in_chunks()
    {
        Assert.Equal(200, await SendAsync(Sign()));
        Assert.Equal(200, await SendAsync(Sign(), chunked: true));
        Assert.Equal(200, await SendAsync(Sign(DateTimeOffset.UtcNow.AddMinutes(-4))));
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    [InlineData(-60 * 24)]
    public async Task A_wrong_clock_is_refused(int minutes) => Assert.Equal(403, await SendAsync(Sign(DateTimeOffset.UtcNow.AddMinutes(minutes))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_body_is_refused(bool chunked) => Assert.Equal(403, await SendAsync(Sign(), "{\"MaxResults\": 1}", chunked));

    [Theory]
    [InlineData("host", "evil.example")]
    [InlineData("x-amz-target", "AmazonAthena.DeleteWorkGroup")]
    [InlineData("x-amz-date", "20260131T120000Z")]
    [InlineData("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]
    [InlineData("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")]
    [InlineData("x-amz-security-token", "added")]
    [InlineData("authorization", "AWS4-HMAC-SHA256")]
    [InlineData("authorization", "AWS4-HMAC-SHA256 Credential=AKIACARL/20260131/eu-central-1/athena/aws4_request, SignedHeaders=host;x-amz-date, Signature=00")]
    public async Task Another_header_is_refused(string name, string value)
    {
        var headers = Sign();
        headers[name] = value;

        Assert.Equal(403, await SendAsync(headers));
    }

    [Theory]
    [InlineData("host;x-amz-date")]
    [InlineData("host;x-amz-target")]
    [InlineData("x-amz-date;x-amz-target")]
    public async Task What_the_request_asks_for_and_whom_has_to_be_signed(string names) => Assert.Equal(403, await SendAsync(Sign(names: names)));

    [Fact]
    public async Task Another_secret_is_refused() => Assert.Equal(403, await SendAsync(Sign(secret: "another-secret")));

    private Dictionary<string, string> Sign(DateTimeOffset? time = null, string names = "host;x-amz-date;x-amz-target", string secret = SignedApi.Secret)
    {
        var date = (time ?? DateTimeOffset.UtcNow).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{date[..8]}/eu-central-1/athena/aws4_request";
        var headers = new Dictionary<string, string> { ["host"] = service.Api.Http.BaseAddress!.Authority, ["x-amz-date"] = date, ["x-amz-target"] = "AmazonAthena.ListWorkGroups" };
        var canonical = $"POST\n/\n\n{string.Concat(names.Split(';').Select(name => $"{name}:{headers[name]}\n"))}\n{names}\n{Hash(Body)}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (signing, part) => HMACSHA256.HashData(signing, Encoding.UTF8.GetBytes(part)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(canonical)}")));
        headers["authorization"] = $"AWS4-HMAC-SHA256 Credential={SignedApi.Id}/{scope}, SignedHeaders={names}, Signature={signature}";
        return headers;
    }

    private async Task<int> SendAsync(Dictionary<string, string> headers, string body = Body, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.TransferEncodingChunked = chunked;
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await service.Api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A service with one principal, who signs.</summary>
    public sealed class SignedApi : IAsyncLifetime
    {
        public const string Id = "AKIACARL";

        public const string Secret = "carls-secret";

        public RunningApi Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await RunningApi.StartAsync($"--Access:Principals:carl:AccessKeyId={Id}", $"--Access:Principals:carl:SecretAccessKey={Secret}");

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
