using System.Diagnostics;
using System.Text;

namespace Lakehouse.Cli.Tests;

/// <summary>Runs the command as a process.</summary>
public static class CommandLine
{
    /// <summary>The command's file.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lakehouse.Cli.exe" : "Lakehouse.Cli");

    /// <summary>How long a test waits for what must come: long enough for a machine that does much else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static Process Start(Uri? endpoint, params string[] arguments) => Start(new Dictionary<string, string>(), endpoint, arguments);

    private static Process Start(IReadOnlyDictionary<string, string> environment, Uri? endpoint, string[] arguments)
    {
        var start = new ProcessStartInfo
        {
            FileName = Program,
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

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static Task<(int ExitCode, string Output, string Error)> RunAsync(Uri? endpoint, params string[] arguments) => RunWithInputAsync(endpoint, null, arguments);

    public static Task<(int ExitCode, string Output, string Error)> RunWithInputAsync(Uri? endpoint, string? input, params string[] arguments) => RunAsync(Start(endpoint, arguments), input);

    /// <summary>Runs the command with further environment variables.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunWithAsync(IReadOnlyDictionary<string, string> environment, Uri? endpoint, params string[] arguments) =>
        RunAsync(Start(environment, endpoint, arguments), null);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(Process started, string? input)
    {
        using var process = started;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Patience);
        await process.WaitForExitAsync(late.Token);
        return (process.ExitCode, await output, await error);
    }
}
