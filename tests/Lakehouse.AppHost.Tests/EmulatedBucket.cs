using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Lakehouse.AppHost.Tests;

/// <summary>A bucket of an S3 emulator (moto) that is a process of its own and ends with the pipe to its standard input.</summary>
internal sealed class EmulatedBucket : IAsyncDisposable
{
    private const string Name = "lake";
    private readonly Process process;
    private readonly AmazonS3Client client;

    private EmulatedBucket(Process process, string address)
    {
        this.process = process;
        client = new AmazonS3Client(new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = address, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        Environment = new()
        {
            ["AWS_ENDPOINT_URL_S3"] = address,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_REGION"] = "us-east-1",
        };
    }

    /// <summary>What a process needs to know to find it.</summary>
    public Dictionary<string, string?> Environment { get; }

    public static string Root => $"s3://{Name}/movielens-lake";

    /// <summary>The bucket; the test is skipped where python or moto is missing.</summary>
    public static async Task<EmulatedBucket> StartAsync(CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "emulator.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed, so there is no S3 emulator.");
            throw;
        }

        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        Assert.SkipUnless(line?.StartsWith("READY ", StringComparison.Ordinal) == true, $"The S3 emulator did not start: {line ?? "no output"}. Install moto[server] for Python.");
        var bucket = new EmulatedBucket(process, line!["READY ".Length..]);
        await bucket.client.PutBucketAsync(Name, cancellationToken);
        return bucket;
    }

    /// <summary>Keys of all objects.</summary>
    public async Task<List<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var entry in client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Name }).S3Objects.WithCancellation(cancellationToken))
        {
            keys.Add(entry.Key);
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        client.Dispose();
    }
}
