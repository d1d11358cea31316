using Lakehouse.Tests;

namespace Lakehouse.AppHost.Tests;

/// <summary>An emulator of AWS (moto) that is a process of its own.</summary>
internal sealed class AwsEmulator : IAsyncDisposable
{
    private readonly EmulatorProcess process;

    private AwsEmulator(EmulatorProcess process) => this.process = process;

    public string Address => process.Place;

    /// <summary>Starts a script that prints READY and its address; the test is skipped where python or moto is missing.</summary>
    public static async Task<AwsEmulator> StartAsync(string script)
    {
        var (process, missing) = await EmulatorProcess.StartAsync(Path.Combine(AppContext.BaseDirectory, script));
        Assert.SkipWhen(process is null, missing);
        return new AwsEmulator(process);
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

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
