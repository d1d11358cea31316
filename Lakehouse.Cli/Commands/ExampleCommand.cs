using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Lakehouse.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines without <c>lakehouse</c>.</param>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    private IReadOnlyList<string> Examples => examples;

    /// <summary>Makes the help of all commands below a root show their examples.</summary>
    public static void ShowIn(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        }
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExampleCommand { Examples: { Count: > 0 } lines })
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var line in lines)
                {
                    output.WriteLine($"  lakehouse {line}");
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
