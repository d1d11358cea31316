using System.Diagnostics;
using System.Text;

namespace Lakehouse.Cli.Tests;

/// <summary>Runs the command as a process.</summary>
public static class CommandLine
{
    public static Process Start(Uri? endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo
        {
            FileName = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lakehouse.Cli.exe" : "Lakehouse.Cli"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("LAKEHOUSE_ENDPOINT");
        if (endpoint is not null)
        {
            start.Environment["LAKEHOUSE_ENDPOINT"] = endpoint.AbsoluteUri;
        }

        return Process.Start(start)!;
    }

    public static Task<(int ExitCode, string Output, string Error)> RunAsync(Uri? endpoint, params string[] arguments) => RunWithInputAsync(endpoint, null, arguments);

    public static async Task<(int ExitCode, string Output, string Error)> RunWithInputAsync(Uri? endpoint, string? input, params string[] arguments)
    {
        using var process = Start(endpoint, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(late.Token);
        return (process.ExitCode, await output, await error);
    }
}
