using System.Diagnostics;
using Lakehouse.Storage.Tests;

[assembly: AssemblyFixture(typeof(S3Emulator))]

namespace Lakehouse.Storage.Tests;

/// <summary>moto's S3 as a child process, which ends with the pipe to its standard input. Where python or moto is missing, tests that need it are skipped.</summary>
public sealed class S3Emulator : IAsyncLifetime
{
    private const string Bucket = "lake";

    private Process? process;
    private string? missing;

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
                Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", line!["READY ".Length..]);
                Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
                Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
                await S3Clients.Retrying.PutBucketAsync(Bucket);
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            missing = "python3 is not installed, so there is no S3 emulator.";
        }
    }

    /// <summary>A store with a prefix of its own.</summary>
    public ObjectStore NewStore()
    {
        if (missing is not null)
        {
            Assert.Skip(missing);
        }

        return ObjectStores.Open(new Uri($"s3://{Bucket}/{Guid.NewGuid():N}/with%20blank/"));
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
