using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace Lakehouse.Storage;

/// <summary>What goes wrong with S3, in words: what was being done to which object, why it failed, and what to do.</summary>
internal static class S3Failure
{
    private static readonly string[] OtherRegion = ["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"];
    private static readonly string[] BadCredentials = ["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired"];

    /// <summary>Whether it is a failure of S3, of the way to it, or of what the SDK needs to ask it.</summary>
    public static bool IsOne(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        FileNotFoundException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested, // a time-out of the client
        AmazonClientException or AmazonServiceException or HttpRequestException or WebException or SocketException or TimeoutException => true,
        IOException => failure is not ObjectStoreUnavailableException,
        _ => false,
    };

    /// <summary>Whether a request may have been done although it failed: it may be sent again.</summary>
    public static bool IsUndecided(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or 0 } => true,
        AmazonServiceException => false,
        AmazonClientException => IsConnection(failure.InnerException), // else nothing was sent: no credentials, no region
        _ => IsOne(failure, cancellationToken),
    };

    /// <summary>Explains it.</summary>
    /// <param name="what">What was being done, as in <c>read</c>.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object, or the beginning of the objects' keys.</param>
    /// <param name="failure">What went wrong.</param>
    public static IOException Explain(string what, string bucket, string key, Exception failure)
    {
        var done = $"Could not {what} s3://{bucket}/{key}";
        return failure switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => new IOException($"{done}: the bucket '{bucket}' does not exist. Create it or correct the location.", failure),
            AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => new FileNotFoundException($"{done}: there is no such object.", $"s3://{bucket}/{key}", failure),
            AmazonS3Exception answer when OtherRegion.Contains(answer.ErrorCode) || answer.StatusCode == HttpStatusCode.MovedPermanently =>
                new IOException($"{done}: the bucket is in another region ({answer.Message}). Set AWS_REGION to the bucket's.", failure),
            AmazonS3Exception answer when BadCredentials.Contains(answer.ErrorCode) =>
                new IOException($"{done}: the credentials are refused ({answer.ErrorCode}: {answer.Message}). Renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile's.", failure),
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } answer =>
                new IOException($"{done}: access is denied ({answer.ErrorCode}). The credentials' policy, and the bucket's, must allow it.", failure),
            AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests } busy =>
                new ObjectStoreUnavailableException($"{done}: S3 failed or is too busy ({busy.ErrorCode}, HTTP {(int)busy.StatusCode}), also after several attempts. Try again later.", failure),
            AmazonServiceException { StatusCode: not 0 } answer => new IOException($"{done}: {answer.Message} ({answer.ErrorCode}, HTTP {(int)answer.StatusCode}).", failure),
            OperationCanceledException or TimeoutException => new ObjectStoreUnavailableException($"{done}: no answer came in time. {Network}", failure),
            AmazonClientException client when !IsConnection(client.InnerException) => Unprepared(done, client),
            _ => new ObjectStoreUnavailableException($"{done}: {Innermost(failure)}. {Network}", failure),
        };
    }

    private static string Network =>
        $"Check the network and a proxy{(S3Clients.Endpoint is { Length: > 0 } endpoint ? $", and the address of the service: AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL is {endpoint}" : ", and AWS_ENDPOINT_URL_S3 where S3 is not Amazon's")}.";

    private static IOException Unprepared(string done, AmazonClientException failure) => failure.Message.Contains("region", StringComparison.OrdinalIgnoreCase)
        ? new IOException($"{done}: no region is known. Set AWS_REGION, or a region in the profile.", failure)
        : new IOException($"{done}: no usable credentials are found ({failure.Message.Split(['\r', '\n'], 2)[0].Split(". ", 2)[0].TrimEnd('.')}). They come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE) or the role of the machine.", failure);

    private static bool IsConnection(Exception? failure) => failure is HttpRequestException or WebException or SocketException or IOException or OperationCanceledException;

    private static string Innermost(Exception failure) => (failure.InnerException is { } inner && IsConnection(inner) ? Innermost(inner) : failure.Message).TrimEnd('.');
}
