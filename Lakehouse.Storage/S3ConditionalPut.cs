using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Lakehouse.Storage;

/// <summary>One write with <c>If-None-Match: *</c>, through lost answers and conflicts.</summary>
/// <remarks>
/// 412: the object exists, and may be ours: an earlier attempt without an answer, or a request that something on the way sent twice, may have
/// written it. So it is read back; equal bytes mean that it is ours, which is why the content of each write must be unlike any other (commits
/// carry an id). 409: a write or delete of the same key is under way, so nothing is decided. No answer, or an error of the server: tried again.
/// </remarks>
internal sealed class S3ConditionalPut(IAmazonS3 client, string bucket, string key, ReadOnlyMemory<byte> content)
{
    private const int Attempts = 8;

    /// <param name="readBack">Reads the object, or gives null when there is none.</param>
    /// <param name="cancellationToken">Stops between attempts.</param>
    /// <returns>False when another writer's object is there.</returns>
    public async Task<bool> RunAsync(Func<Task<byte[]?>> readBack, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var stream = new MemoryStream(content.ToArray());
                await client.PutObjectAsync(S3Encryption.Encrypted(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = stream, IfNoneMatch = "*" }), cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception lost) when (lost.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return await IsOursAsync(readBack).ConfigureAwait(false);
            }
            catch (AmazonS3Exception conflict) when (conflict.StatusCode == HttpStatusCode.Conflict && conflict.ErrorCode != "NoSuchBucket" && attempt < Attempts)
            {
                await S3Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (S3Failure.IsUndecided(failure, cancellationToken) && attempt < Attempts)
            {
                await S3Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (S3Failure.IsUndecided(failure, cancellationToken))
            {
                return await IsOursAfterAllAsync(readBack).ConfigureAwait(false) ? true : throw S3Failure.Explain("write", bucket, key, failure);
            }
        }
    }

    /// <summary>A store that cannot be asked either does not say that the object is ours.</summary>
    private async Task<bool> IsOursAfterAllAsync(Func<Task<byte[]?>> readBack)
    {
        try
        {
            return await IsOursAsync(readBack).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<bool> IsOursAsync(Func<Task<byte[]?>> readBack) =>
        await readBack().ConfigureAwait(false) is { } there && content.Span.SequenceEqual(there);
}
