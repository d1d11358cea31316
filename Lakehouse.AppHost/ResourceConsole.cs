using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Lakehouse.AppHost;

/// <summary>The console shows the log of each resource as its own, a name before each line; of Aspire itself only what a person must know.</summary>
internal static class ResourceConsole
{
    public static void AddResourceConsole(this ILoggingBuilder logging)
    {
        logging.AddConsole(console => console.FormatterName = ResourceConsoleFormatter.FormatterName);
        logging.AddConsoleFormatter<ResourceConsoleFormatter, ConsoleFormatterOptions>();

        // Ready and its addresses are told by ReadyMessage, failures by FailureWatch.
        logging.AddFilter("Aspire.Hosting", LogLevel.Warning);
        logging.AddFilter("Aspire.Hosting.Dcp", LogLevel.Error);
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter($"{ResourceConsoleFormatter.Resources}aspire-dashboard", LogLevel.Warning);
    }
}
