using System.CommandLine.Invocation;
using MovieLens.Source;
using MovieLens.Source.CommandLine;

var parsed = new SourceCommand(SourceProgram.RunAsync).Parse(args);
if (parsed.Action is ParseErrorAction mistake)
{
    // The mistake is one line; the help would bury it.
    mistake.ShowHelp = false;
}

return await parsed.InvokeAsync();
