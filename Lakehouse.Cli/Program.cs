using System.CommandLine;
using Lakehouse.Cli;
using Lakehouse.Cli.Commands;

var root = new RootCommand("Queries the lake and looks at its tables.")
{
    QueryCommand.Create(),
    TablesCommand.Create(),
    PipelineCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"error: {error.Message}");
    }

    await Console.Error.WriteLineAsync($"Run 'lakehouse {parsed.CommandResult.Command.Name} --help' for help.".Replace($" {root.Name} ", " ", StringComparison.Ordinal));
    return ExitCode.Usage;
}

// Ctrl+C cancels the token; the command gets a moment to tell the service, then the process ends.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(2), EnableDefaultExceptionHandler = false });
