using System.CommandLine;
using Lakehouse.Cli.Output;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>Writes what a command did: one sentence for people, one object for machines.</summary>
internal static class ResultOutput
{
    public static async Task WriteAsync<T>(ParseResult parsed, JsonOption json, T result, string sentence, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(json))
        {
            await JsonLine.WriteAsync(result, cancellationToken);
        }
        else
        {
            await Console.Out.WriteLineAsync(sentence);
        }
    }
}
