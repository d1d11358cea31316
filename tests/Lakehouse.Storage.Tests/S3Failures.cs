using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace Lakehouse.Storage.Tests;

/// <summary>What people read when S3 cannot be asked: what was being done, to which object, why it failed, what to do.</summary>
public class S3Failures
{
    public static TheoryData<string, string, bool> Failures { get; } = new()
    {
        { "no bucket", "the bucket 'lake' does not exist. Create it", false },
        { "denied", "access is denied (AccessDenied). The credentials' policy", false },
        { "unknown key", "the credentials are refused (InvalidAccessKeyId: No such key.). Renew AWS_ACCESS_KEY_ID", false },
        { "other region", "the bucket is in another region (Use eu-west-1.). Set AWS_REGION", false },
        { "no region", "no region is known. Set AWS_REGION", false },
        { "no credentials", "no usable credentials are found (Unable to find credentials). They come from AWS_ACCESS_KEY_ID", false },
        { "bad request", "Too long. (InvalidArgument, HTTP 400).", false },
        { "busy", "S3 failed or is too busy (SlowDown, HTTP 503), also after several attempts. Try again later.", true },
        { "refused", "Connection refused. Check the network", true },
        { "broken off", "The response ended prematurely. (ResponseEnded). Check the network", true },
        { "wrapped", "Connection refused. Check the network", true },
        { "time-out", "no answer came in time. Check the network", true },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Each_failure_says_what_to_do(string name, string reason, bool isUnavailable)
    {
        var failure = Make(name);

        var explained = S3Failure.Explain("read", "lake", "t/_delta_log/1.json", failure);

        Assert.True(S3Failure.IsOne(failure, CancellationToken.None));
        Assert.StartsWith("Could not read s3://lake/t/_delta_log/1.json: " + reason, explained.Message, StringComparison.Ordinal);
        Assert.Equal(isUnavailable, explained is ObjectStoreUnavailableException);
        Assert.Equal(isUnavailable, S3Failure.IsUndecided(failure, CancellationToken.None));
        Assert.Same(failure, explained.InnerException);
    }

    [Fact]
    public void A_cancellation_of_the_caller_is_no_failure()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.False(S3Failure.IsOne(new OperationCanceledException(), stop.Token));
        Assert.False(S3Failure.IsUndecided(new TaskCanceledException(), stop.Token));
    }

    private static Exception Make(string name) => name switch
    {
        "no bucket" => Answer("The bucket does not exist.", "NoSuchBucket", HttpStatusCode.NotFound),
        "denied" => Answer("Access Denied", "AccessDenied", HttpStatusCode.Forbidden),
        "unknown key" => Answer("No such key.", "InvalidAccessKeyId", HttpStatusCode.Forbidden),
        "other region" => Answer("Use eu-west-1.", "PermanentRedirect", HttpStatusCode.MovedPermanently),
        "no region" => new AmazonClientException("No RegionEndpoint or ServiceURL configured"),
        "no credentials" => new AmazonClientException("Unable to find credentials. Exception 1 of 4: …"),
        "bad request" => Answer("Too long.", "InvalidArgument", HttpStatusCode.BadRequest),
        "busy" => Answer("Reduce your request rate.", "SlowDown", HttpStatusCode.ServiceUnavailable),
        "refused" => new HttpRequestException("Connection refused (nowhere:443)", new SocketException(1, "Connection refused")),
        "broken off" => new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."),
        "wrapped" => new AmazonServiceException("A WebException was thrown.", new HttpRequestException("Connection refused.")),
        _ => new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout."),
    };

    private static AmazonS3Exception Answer(string message, string code, HttpStatusCode status) => new(message, ErrorType.Unknown, code, "1", status);
}
