using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MovieLens.Source.CommandLine;

/// <summary>Writes a message as a person reads it: no category, no number, the level only where something is wrong.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var prefix = logEntry.LogLevel switch
        {
            LogLevel.Warning => "Warning: ",
            LogLevel.Error or LogLevel.Critical => "Error: ",
            _ => "",
        };
        textWriter.Write(prefix);
        textWriter.WriteLine(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }
}
