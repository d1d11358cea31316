using System.Diagnostics;

namespace Lakehouse.Storage.Tests;

/// <summary>moto's S3 as a child process, which ends with the pipe to its standard input. Where python or moto is missing, tests that need it are skipped.</summary>
public sealed class S3Emulator : IAsyncLifetime
{
    private const string Bucket = "lake";

    private Process? process;
    private string? missing;

    /// <summary>Its address.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "emulator.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            missing = line?.StartsWith("READY ", StringComparison.Ordinal) == true ? null : $"The S3 emulator did not start: {line ?? "no output"}. Install moto[server] for Python.";
            if (missing is null)
            {
                Endpoint = new Uri(line!["READY ".Length..]);
                Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", Endpoint.OriginalString);
                Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
                Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
                using var client = new HttpClient(); // it does not check signatures
                using var created = await client.PutAsync(new Uri(Endpoint, Bucket), null);
                created.EnsureSuccessStatusCode();
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            missing = "python3 is not installed, so there is no S3 emulator.";
        }
    }

    /// <summary>A place with a prefix of its own.</summary>
    public Uri NewLocation()
    {
        if (missing is not null)
        {
            Assert.Skip(missing);
        }

        return new Uri($"s3://{Bucket}/{Guid.NewGuid():N}/with%20blank/");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }
    }
}
