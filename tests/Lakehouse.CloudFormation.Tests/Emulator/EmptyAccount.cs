using System.Diagnostics;
using Lakehouse.Tests;

namespace Lakehouse.CloudFormation.Tests.Emulator;

/// <summary>An AWS account with nothing in it: moto with a CloudFormation that refuses what it does not know (<c>strict.py</c>), and a shell with the AWS CLI before it.</summary>
public sealed class EmptyAccount : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private EmulatorProcess? process;
    private string missing = "";

    public async ValueTask InitializeAsync()
    {
        if (!Tool.Exists("aws"))
        {
            missing = "The AWS CLI is not installed: pip install awscli.";
            return;
        }

        (process, missing) = await EmulatorProcess.StartAsync(Repository.PathOf("tests", "Lakehouse.CloudFormation.Tests", "Emulator", "account.py"));
    }

    /// <summary>Runs commands in the repository's folder, until one fails. Skips the test where there is no emulator.</summary>
    /// <returns>The exit code, and what was printed, errors included.</returns>
    public async Task<(int ExitCode, string Output)> ShellAsync(string script)
    {
        Assert.SkipWhen(process is null, missing);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"exec 2>&1\n{script}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = process.Place,
            ["AWS_ACCESS_KEY_ID"] = "emulator",
            ["AWS_SECRET_ACCESS_KEY"] = "emulator",
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_DEFAULT_REGION"] = "eu-west-1", // what the CLI's first version reads
            ["AWS_PAGER"] = "",
            ["AWS_MAX_ATTEMPTS"] = "1",
        })
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Limit);
        try
        {
            var output = await shell.StandardOutput.ReadToEndAsync(late.Token);
            await shell.WaitForExitAsync(late.Token);
            return (shell.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }
    }

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
