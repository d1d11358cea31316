using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Lakehouse.AppHost.Tests;

/// <summary>Buckets of an emulated S3.</summary>
internal sealed class EmulatedBucket : IAsyncDisposable
{
    private const string Name = "lake";
    private readonly AwsEmulator emulator;
    private readonly AmazonS3Client client;

    private EmulatedBucket(AwsEmulator emulator, Dictionary<string, string?> environment)
    {
        this.emulator = emulator;
        Environment = environment;
        client = new AmazonS3Client(new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = emulator.Address, ForcePathStyle = true, AuthenticationRegion = environment["AWS_REGION"] });
    }

    /// <summary>What a process needs to know to find it.</summary>
    public Dictionary<string, string?> Environment { get; }

    public static string Root => $"s3://{Name}/movielens-lake";

    /// <summary>S3 with one bucket, <see cref="Root"/>'s.</summary>
    public static async Task<EmulatedBucket> StartAsync(CancellationToken cancellationToken)
    {
        var emulator = await AwsEmulator.StartAsync("emulator.py");
        var bucket = new EmulatedBucket(emulator, emulator.Variables("AWS_ENDPOINT_URL_S3", "us-east-1"));
        await bucket.client.PutBucketAsync(Name, cancellationToken);
        return bucket;
    }

    /// <summary>An account with nothing in it, where CloudFormation makes the buckets.</summary>
    public static async Task<EmulatedBucket> StartAccountAsync(string region)
    {
        var emulator = await AwsEmulator.StartAsync(Path.Combine("account", "account.py"));
        return new EmulatedBucket(emulator, emulator.Variables("AWS_ENDPOINT_URL", region));
    }

    /// <summary>Keys of all objects.</summary>
    public async Task<List<string>> KeysAsync(CancellationToken cancellationToken, string bucket = Name)
    {
        var keys = new List<string>();
        await foreach (var entry in client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket }).S3Objects.WithCancellation(cancellationToken))
        {
            keys.Add(entry.Key);
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await emulator.DisposeAsync();
    }
}
