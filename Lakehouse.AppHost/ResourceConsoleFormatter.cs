using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Lakehouse.AppHost;

/// <summary>One line for each message, "ingestor           public.ratings: loaded"; other categories with their level and name.</summary>
internal sealed class ResourceConsoleFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "resources";

    /// <summary>What Aspire puts before a resource's name to make the category of its log.</summary>
    public const string Resources = "Lakehouse.AppHost.Resources.";

    private const int NameWidth = 18;
    private readonly bool _colours = !Console.IsOutputRedirected;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Category.StartsWith(Resources, StringComparison.Ordinal))
        {
            var line = ResourceLine.Text(text);
            if (line.Length > 0)
            {
                textWriter.WriteLine($"{logEntry.Category[Resources.Length..],-NameWidth} {(_colours ? line : ResourceLine.WithoutColours(line))}");
            }

            return;
        }

        textWriter.WriteLine($"{logEntry.LogLevel}: {logEntry.Category}: {text}{(logEntry.Exception is { } exception ? $" {exception.Message}" : "")}");
    }
}
