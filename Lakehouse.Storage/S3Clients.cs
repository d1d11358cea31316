using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;

namespace Lakehouse.Storage;

/// <summary>Clients of S3, one for each endpoint: they are safe for concurrent use and keep connections open.</summary>
/// <remarks>
/// Credentials and region come from the SDK's own chain (environment, profile, container or instance role). A service that speaks
/// S3 elsewhere is named by <c>AWS_ENDPOINT_URL_S3</c> or <c>AWS_ENDPOINT_URL</c>; buckets are then part of the path.
/// </remarks>
internal static class S3Clients
{
    private static readonly ConcurrentDictionary<(string? Endpoint, bool Retries), Lazy<AmazonS3Client>> Clients = new();

    /// <summary>For requests that are safe to send twice.</summary>
    public static IAmazonS3 Retrying => Get(retries: true);

    /// <summary>For conditional writes: whether a first attempt got through has to be found out, not to be guessed by a second.</summary>
    public static IAmazonS3 Once => Get(retries: false);

    /// <summary>The address of a service elsewhere than at Amazon's, or null.</summary>
    public static string? Endpoint => Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3") ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");

    private static AmazonS3Client Get(bool retries) => Clients.GetOrAdd((Endpoint, retries), key => new Lazy<AmazonS3Client>(() => Create(key.Endpoint, key.Retries))).Value;

    private static AmazonS3Client Create(string? endpoint, bool retries)
    {
        var config = new AmazonS3Config { MaxErrorRetry = retries ? 5 : 0, Timeout = TimeSpan.FromSeconds(100) };
        if (!string.IsNullOrEmpty(endpoint))
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED; // not all of them know S3's newer checksums
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }

        return new AmazonS3Client(config);
    }
}
