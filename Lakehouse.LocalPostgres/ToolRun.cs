using System.ComponentModel;
using System.Diagnostics;

namespace Lakehouse.LocalPostgres;

/// <summary>One run of a command-line tool: its exit code, and what it said on both streams.</summary>
internal sealed record ToolRun(int ExitCode, string Output)
{
    /// <summary>What shells answer when there is no such program.</summary>
    private const int NotFound = 127;

    public static async Task<ToolRun> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "/",
        };
        start.Environment["LC_ALL"] = "C";

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new ToolRun(NotFound, $"{program}: {exception.Message}");
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await Task.WhenAll(output, errors); // They end with the last process of the tree, which may be writing files until then.
            throw;
        }

        return new ToolRun(process.ExitCode, $"{await output.WaitAsync(cancellationToken)}{await errors.WaitAsync(cancellationToken)}".Trim());
    }
}
