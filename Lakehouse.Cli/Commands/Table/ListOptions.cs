using System.CommandLine;
using Lakehouse.Cli.Output;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>How a list is shown: a grid for people, with a limit, or an object a line for machines.</summary>
internal sealed class ListOptions
{
    private const int GridRows = 1_000;

    private readonly Option<int?> limit = new("--limit", "-n") { Description = $"Most entries [default: {GridRows}, all with --json]", HelpName = "number" };
    private readonly JsonOption json = new();

    public void AddTo(Command command)
    {
        command.Add(limit);
        command.Add(json);
    }

    /// <summary>Writes the list; only as much of it as is shown is read.</summary>
    public async Task WriteAsync<T>(ParseResult parsed, IAsyncEnumerable<T> items, IReadOnlyList<(string Name, bool IsNumber)> columns, Func<T, string?[]> row, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(json))
        {
            await using var output = new StandardOutput();
            await foreach (var item in items.Take(parsed.GetValue(limit) ?? int.MaxValue).WithCancellation(cancellationToken))
            {
                await JsonLine.WriteAsync(output, item, cancellationToken);
            }

            return;
        }

        var most = parsed.GetValue(limit) ?? GridRows;
        var shown = await items.Take(most + 1).ToListAsync(cancellationToken);
        Grid.Write(columns, shown.Take(most).Select(row));
        if (shown.Count > most)
        {
            await Console.Error.WriteLineAsync("There are more: raise --limit, or take all with --json.");
        }
    }
}
