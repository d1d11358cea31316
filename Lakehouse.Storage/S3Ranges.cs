using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Lakehouse.Storage;

/// <summary>Reads ranges of one state of an object: what another writer puts in its place meanwhile is never mixed in.</summary>
/// <remarks>The SDK tries requests again that fail before an answer begins. Where the connection breaks later, reading goes on here, after the bytes that came.</remarks>
/// <param name="client">A client that tries again.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="key">The object.</param>
/// <param name="etag">Its state, as HEAD told it.</param>
internal sealed class S3Ranges(IAmazonS3 client, string bucket, string key, string etag)
{
    private const int Attempts = 5;

    /// <summary>Fills <paramref name="target"/> with the bytes from <paramref name="start"/> on.</summary>
    /// <exception cref="IOException">The object was replaced or deleted, S3 does not answer, or the connection breaks again and again.</exception>
    public async Task ReadAsync(long start, Memory<byte> target, CancellationToken cancellationToken)
    {
        var done = 0;
        var broken = 0; // answers in a row that brought nothing
        while (done < target.Length)
        {
            using var response = await BeginAsync(start + done, start + target.Length - 1, cancellationToken).ConfigureAwait(false);
            var before = done;
            try
            {
                while (done < target.Length)
                {
                    var read = await response.ResponseStream.ReadAsync(target[done..], cancellationToken).ConfigureAwait(false);
                    done += read > 0 ? read : throw new EndOfStreamException($"The answer ended {target.Length - done} bytes too early.");
                }
            }
            catch (Exception failure) when (S3Failure.IsUndecided(failure, cancellationToken))
            {
                broken = done > before ? 1 : broken + 1;
                if (broken == Attempts)
                {
                    throw S3Failure.Explain("read", bucket, key, failure);
                }

                await S3Backoff.WaitAsync(broken, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<GetObjectResponse> BeginAsync(long first, long last, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new ByteRange(first, last), EtagToMatch = etag }, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception replaced) when (replaced.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            throw new IOException($"s3://{bucket}/{key} was replaced while it was read. Read it again.", replaced);
        }
        catch (Exception failure) when (S3Failure.IsOne(failure, cancellationToken))
        {
            throw S3Failure.Explain("read", bucket, key, failure);
        }
    }
}
