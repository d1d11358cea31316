using MovieLens.Source;
using MovieLens.Source.CommandLine;

return await new SourceCommand(SourceProgram.RunAsync).Parse(args).InvokeAsync();
