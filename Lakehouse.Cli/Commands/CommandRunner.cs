using Lakehouse.Cli.Output;

namespace Lakehouse.Cli.Commands;

/// <summary>Runs a command's work and turns how it ends into a message and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return ExitCode.Ok;
        }
        catch (CliException error)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return error.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCode.Interrupted;
        }
        catch (OutputClosedException)
        {
            // The reader of our output, such as `head`, has seen enough.
            return ExitCode.Ok;
        }
    }
}
