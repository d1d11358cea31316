using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Lakehouse.Cli;
using Lakehouse.Cli.Commands;
using Lakehouse.Cli.Commands.Table;

var root = new RootCommand("Queries the lake, and looks at and cares for its tables.")
{
    QueryCommand.Create(),
    TablesCommand.Create(),
    TableCommand.Create(),
    PipelineCommand.Create(),
};
ExampleCommand.ShowIn(root);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && !root.Options.OfType<HelpOption>().Any(help => parsed.GetResult(help) is not null))
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"error: {error.Message}");
    }

    await Console.Error.WriteLineAsync($"Run 'lakehouse{CommandPath(parsed.CommandResult)} --help' for help.");
    return ExitCode.Usage;
}

// Ctrl+C cancels the token; the command gets a moment to tell the service, then the process ends.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15), EnableDefaultExceptionHandler = false });

static string CommandPath(CommandResult command) => command.Parent is CommandResult parent ? $"{CommandPath(parent)} {command.Command.Name}" : "";
