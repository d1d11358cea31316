using System.Text;
using Spectre.Console;

namespace Lakehouse.Cli.Output;

/// <summary>A table on the console: boxed on a terminal, plain and never wrapped when piped.</summary>
internal static class Grid
{
    /// <summary>Wide enough that no line of piped output is wrapped or cut.</summary>
    private const int PipedWidth = 100_000;

    /// <summary>Writes columns (name, whether its values are numbers) and rows; null is shown as NULL.</summary>
    public static void Write(IReadOnlyList<(string Name, bool IsNumber)> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PipedWidth;
        }

        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded, ShowRowSeparators = false };
        foreach (var (name, isNumber) in columns)
        {
            table.AddColumn(new TableColumn(new Text(Visible(name))) { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = Console.IsOutputRedirected });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(value => value is null ? new Text("NULL", new Style(decoration: Decoration.Dim)) : new Text(Visible(value))));
        }

        try
        {
            console.Write(table);
        }
        catch (IOException closed)
        {
            throw new OutputClosedException(closed);
        }
    }

    /// <summary>Data must not steer the terminal, nor break the lines of the table.</summary>
    public static string Visible(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            // U+2400 and on are pictures of the control characters.
            shown.Append(character < ' ' ? (char)(0x2400 + character) : character == '\x7f' ? '\u2421' : char.IsControl(character) ? '\ufffd' : character);
        }

        return shown.ToString();
    }
}
