using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Lakehouse.Storage;

/// <summary>Sends a local file: a small one at once, a large one in parts side by side. An upload that fails is aborted, so that no part stays and is paid for.</summary>
/// <remarks>The SDK's own transfer utility reports a part that S3 refused as a cancellation, without the reason.</remarks>
internal sealed class S3Upload(IAmazonS3 client, string bucket, string key, string localFile)
{
    private const long PartBytes = 8L << 20;
    private const int MostParts = 10_000;
    private const int ParallelParts = 8;

    /// <exception cref="AmazonS3Exception">S3 refuses it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var size = new FileInfo(localFile).Length;
        if (size <= 2 * PartBytes)
        {
            await client.PutObjectAsync(S3Encryption.Encrypted(new PutObjectRequest { BucketName = bucket, Key = key, FilePath = localFile }), cancellationToken).ConfigureAwait(false);
            return;
        }

        // One algorithm for the object and for each of its parts; where none is wanted, none for either.
        var algorithm = client.Config.RequestChecksumCalculation == RequestChecksumCalculation.WHEN_SUPPORTED ? ChecksumAlgorithm.CRC32 : null;
        var begun = await client.InitiateMultipartUploadAsync(
            S3Encryption.Encrypted(new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ChecksumAlgorithm = algorithm }), cancellationToken).ConfigureAwait(false);
        try
        {
            var complete = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = begun.UploadId };
            complete.AddPartETags(await SendPartsAsync(begun.UploadId, size, algorithm, cancellationToken).ConfigureAwait(false));
            await client.CompleteMultipartUploadAsync(complete, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(begun.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IEnumerable<UploadPartResponse>> SendPartsAsync(string upload, long size, ChecksumAlgorithm? algorithm, CancellationToken cancellationToken)
    {
        var partBytes = Math.Max(PartBytes, (size + MostParts - 1) / MostParts);
        var sent = new ConcurrentBag<UploadPartResponse>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelParts, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(1, (int)((size + partBytes - 1) / partBytes)), parallel, async (number, cancellation) =>
        {
            var start = (number - 1) * partBytes;
            sent.Add(await client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = upload,
                    PartNumber = number,
                    FilePath = localFile,
                    FilePosition = start,
                    PartSize = Math.Min(partBytes, size - start),
                    ChecksumAlgorithm = algorithm,
                },
                cancellation).ConfigureAwait(false));
        }).ConfigureAwait(false);
        return sent.OrderBy(part => part.PartNumber);
    }

    private async Task AbortAsync(string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception unreachable) when (unreachable is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            // Why the upload failed is what the caller must hear; the bucket's lifecycle rule removes what an abort could not.
        }
    }
}
