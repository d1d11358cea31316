using System.Diagnostics;

namespace Lakehouse.AppHost.Tests;

/// <summary>An emulator of AWS (moto) that is a process of its own and ends with the pipe to its standard input.</summary>
internal sealed class AwsEmulator : IAsyncDisposable
{
    private readonly Process process;

    private AwsEmulator(Process process, string address)
    {
        this.process = process;
        Address = address;
    }

    public string Address { get; }

    /// <summary>Starts a script that prints READY and its address; the test is skipped where python or moto is missing.</summary>
    public static async Task<AwsEmulator> StartAsync(string script, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, script)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed, so there is no emulator of AWS.");
            throw;
        }

        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        Assert.SkipUnless(line?.StartsWith("READY ", StringComparison.Ordinal) == true, $"The emulator of AWS did not start: {line ?? "no output"}. Install moto[server] and cfn-lint for Python.");
        return new AwsEmulator(process, line!["READY ".Length..]);
    }

    /// <summary>What a process needs to know to find it.</summary>
    /// <param name="endpoint">The variable that names its address.</param>
    /// <param name="region">The region.</param>
    public Dictionary<string, string?> Variables(string endpoint, string region) => new()
    {
        [endpoint] = Address,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = region,
    };

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
