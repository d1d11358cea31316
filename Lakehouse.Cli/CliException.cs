namespace Lakehouse.Cli;

/// <summary>Ends the command with a message on standard error.</summary>
/// <param name="exitCode">The process's exit code.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
