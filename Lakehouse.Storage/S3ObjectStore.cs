using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Lakehouse.Storage;

/// <summary>A bucket, or a prefix of one, as object store.</summary>
internal sealed class S3ObjectStore : ObjectStore
{
    private const int PartBytes = 8 << 20;
    private const int ParallelParts = 4;

    private readonly string bucket;
    private readonly string prefix;

    public S3ObjectStore(Uri root)
        : base(root)
    {
        bucket = Root.Host;
        prefix = Uri.UnescapeDataString(Root.AbsolutePath[1..]);
    }

    private static IAmazonS3 Client => S3Clients.Retrying;

    public override ObjectStore At(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new S3ObjectStore(new Uri($"s3://{bucket}/{string.Join('/', (prefix + path).TrimEnd('/').Split('/').Select(Uri.EscapeDataString))}/"));
    }

    public override async Task<ObjectInfo?> HeadAsync(string path, CancellationToken cancellationToken)
    {
        var head = await MetadataAsync(path, cancellationToken).ConfigureAwait(false);
        return head is null ? null : new ObjectInfo(path, head.ContentLength, Utc(head.LastModified));
    }

    public override async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = Key(prefix), StartAfter = startAfter is null ? null : Key(startAfter) };
        while (true)
        {
            var page = await ListPageAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                if (!item.Key.EndsWith('/')) // consoles mark folders by empty objects
                {
                    yield return new ObjectInfo(item.Key[this.prefix.Length..], item.Size ?? 0, Utc(item.LastModified));
                }
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public override async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetObjectAsync(bucket, Key(path), cancellationToken).ConfigureAwait(false);
            using var content = new MemoryStream(checked((int)response.ContentLength));
            await response.ResponseStream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            return content.ToArray();
        }
        catch (Exception failure) when (S3Failure.IsOne(failure, cancellationToken))
        {
            throw S3Failure.Explain("read", bucket, Key(path), failure);
        }
    }

    public override async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        var head = await MetadataAsync(path, cancellationToken).ConfigureAwait(false) ?? throw NotFound(path, null);
        return new S3ReadStream(new S3Ranges(Client, bucket, Key(path), head.ETag), head.ContentLength);
    }

    /// <summary>Large objects come in parts, side by side: one connection carries far less than the network does.</summary>
    public override async Task GetFileAsync(string path, string localFile, CancellationToken cancellationToken)
    {
        var head = await MetadataAsync(path, cancellationToken).ConfigureAwait(false) ?? throw NotFound(path, null);
        var ranges = new S3Ranges(Client, bucket, Key(path), head.ETag);
        using var file = File.OpenHandle(localFile, FileMode.CreateNew, FileAccess.Write, preallocationSize: head.ContentLength);
        var parts = Enumerable.Range(0, (int)((head.ContentLength + PartBytes - 1) / PartBytes)).Select(part => (long)part * PartBytes);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelParts, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(parts, parallel, async (start, cancellation) =>
        {
            var size = (int)Math.Min(PartBytes, head.ContentLength - start);
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                await ranges.ReadAsync(start, buffer.AsMemory(0, size), cancellation).ConfigureAwait(false);
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, size), start, cancellation).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }).ConfigureAwait(false);
    }

    public override async Task<bool> PutIfAbsentAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            return await new S3ConditionalPut(S3Clients.Once, bucket, Key(path), content).RunAsync(() => ReadOrNullAsync(path, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException)
        {
            throw S3Failure.Explain("write", bucket, Key(path), failure);
        }
    }

    public override async Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content.ToArray());
        try
        {
            await Client.PutObjectAsync(S3Encryption.Encrypted(new PutObjectRequest { BucketName = bucket, Key = Key(path), InputStream = stream }), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (S3Failure.IsOne(failure, cancellationToken))
        {
            throw S3Failure.Explain("write", bucket, Key(path), failure);
        }
    }

    public override async Task PutFileAsync(string path, string localFile, CancellationToken cancellationToken)
    {
        try
        {
            await new S3Upload(Client, bucket, Key(path), localFile).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (S3Failure.IsOne(failure, cancellationToken))
        {
            throw S3Failure.Explain("write", bucket, Key(path), failure);
        }

        File.Delete(localFile);
    }

    public override string CreateUploadFile(string extension) => Path.Combine(Path.GetTempPath(), $"lakehouse-upload-{Guid.NewGuid():N}{extension}");

    public override async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await Client.DeleteObjectAsync(bucket, Key(path), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (S3Failure.IsOne(failure, cancellationToken))
        {
            throw S3Failure.Explain("delete", bucket, Key(path), failure);
        }
    }

    public override string EnginePath(string path) => $"s3://{bucket}/{Key(path)}";

    private static DateTimeOffset Utc(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.UnixEpoch;

    private async Task<GetObjectMetadataResponse?> MetadataAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.GetObjectMetadataAsync(bucket, Key(path), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception failure) when (S3Failure.IsOne(failure, cancellationToken))
        {
            throw S3Failure.Explain("look up", bucket, Key(path), failure);
        }
    }

    private async Task<byte[]?> ReadOrNullAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async Task<ListObjectsV2Response> ListPageAsync(ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (S3Failure.IsOne(failure, cancellationToken))
        {
            throw S3Failure.Explain("list", bucket, request.Prefix, failure);
        }
    }

    private string Key(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Split('/').Contains("..") ? throw new ArgumentException($"The path '{path}' leaves the store {Root}.", nameof(path)) : prefix + path;
    }

    private FileNotFoundException NotFound(string path, Exception? inner) => new($"There is no object '{path}' in {Root}.", EnginePath(path), inner);
}
