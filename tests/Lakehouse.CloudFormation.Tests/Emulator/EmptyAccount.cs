using System.Diagnostics;

namespace Lakehouse.CloudFormation.Tests.Emulator;

/// <summary>An AWS account with nothing in it: moto with a CloudFormation that refuses what it does not know (<c>strict.py</c>), and a shell with the AWS CLI before it.</summary>
public sealed class EmptyAccount : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private Process? process;
    private string? missing;
    private string address = "";

    public async ValueTask InitializeAsync()
    {
        if (!Tool.Exists("python3") || (await Tool.RunAsync("python3", "-c", "import boto3, cfnlint, jsonschema, moto.server, moto.stepfunctions.parser")).ExitCode != 0 || !Tool.Exists("aws"))
        {
            missing = "moto, cfn-lint and the AWS CLI are not installed: pip install 'moto[server,stepfunctions]' cfn-lint awscli.";
            return;
        }

        process = Process.Start(new ProcessStartInfo("python3", [Repository.PathOf("tests", "Lakehouse.CloudFormation.Tests", "Emulator", "account.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.StartsWith("READY ", line, StringComparison.Ordinal);
        address = line!["READY ".Length..];
    }

    /// <summary>Runs commands in the repository's folder, until one fails. Skips the test where there is no emulator.</summary>
    /// <returns>The exit code, and what was printed, errors included.</returns>
    public async Task<(int ExitCode, string Output)> ShellAsync(string script)
    {
        Assert.SkipWhen(missing is not null, missing ?? "");
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"exec 2>&1\n{script}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = address,
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

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
