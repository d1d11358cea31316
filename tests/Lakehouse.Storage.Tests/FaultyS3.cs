namespace Lakehouse.Storage.Tests;

/// <summary>The emulated S3 behind a network in which requests go wrong as tests want; all requests of the product pass there.</summary>
public sealed class FaultyS3 : IAsyncLifetime
{
    /// <summary>The key that all writes of these tests ask for.</summary>
    public const string Key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private readonly S3Emulator emulator = new();
    private FaultyNetwork? network;

    internal FaultyNetwork Network => network!;

    public async ValueTask InitializeAsync()
    {
        await emulator.InitializeAsync();
        network = await FaultyNetwork.StartAsync(emulator.Endpoint);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", Network.Address.OriginalString);
        Environment.SetEnvironmentVariable("LAKEHOUSE_S3_KMS_KEY_ID", Key);
    }

    /// <summary>A place with a prefix of its own.</summary>
    public Uri NewLocation() => emulator.NewLocation();

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await emulator.DisposeAsync();
    }
}
