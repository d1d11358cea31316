using Lakehouse.Tests;

namespace Lakehouse.Storage.Tests;

/// <summary>moto's S3 as a child process. Where python or moto is missing, tests that need it are skipped.</summary>
public sealed class S3Emulator : IAsyncLifetime
{
    private const string Bucket = "lake";

    private EmulatorProcess? process;
    private string missing = "";

    /// <summary>Its address.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        (process, missing) = await EmulatorProcess.StartAsync(Path.Combine(AppContext.BaseDirectory, "emulator.py"));
        if (process is not null)
        {
            Endpoint = new Uri(process.Place);
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", Endpoint.OriginalString);
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
            using var client = new HttpClient(); // it does not check signatures
            using var created = await client.PutAsync(new Uri(Endpoint, Bucket), null);
            created.EnsureSuccessStatusCode();
        }
    }

    /// <summary>A place with a prefix of its own.</summary>
    public Uri NewLocation()
    {
        Assert.SkipWhen(process is null, missing);
        return new Uri($"s3://{Bucket}/{Guid.NewGuid():N}/with%20blank/");
    }

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
