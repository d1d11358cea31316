using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Lakehouse.Pipelines.Binding;

/// <summary>What DuckDB says about a name or a type that does not fit.</summary>
/// <remarks>
/// <code>
/// Binder Error: Referenced column "nope" not found in FROM clause!
/// Candidate bindings: "a"
///
/// LINE 4: WHERE nope > 1
///               ^
/// </code>
/// </remarks>
internal sealed partial record BindingError(string Message, int Line, int? Column)
{
    public static BindingError Of(DuckDBException error)
    {
        var lines = error.Message.Split('\n');
        var place = Array.FindIndex(lines, line => Place().IsMatch(line));
        var text = string.Join(' ', lines.Take(place < 0 ? lines.Length : place).Select(line => line.Trim()).Where(line => line.Length > 0));
        var message = Prefix().Replace(text, "");
        if (place < 0)
        {
            return new BindingError(message, 1, null);
        }

        // The caret stands below the text that follows "LINE 4: "; a long line is cut, and then it says nothing about the column.
        var head = Place().Match(lines[place]);
        var caret = place + 1 < lines.Length && !lines[place].Contains("...", StringComparison.Ordinal) ? lines[place + 1].IndexOf('^', StringComparison.Ordinal) - head.Length : -1;
        return new BindingError(message, int.Parse(head.Groups[1].ValueSpan, CultureInfo.InvariantCulture), caret >= 0 ? caret : null);
    }

    /// <summary>Whether it is about a column or table alias that is not there, so that the rest can be looked at without it.</summary>
    public bool IsUnknownName => Message.StartsWith("Referenced ", StringComparison.Ordinal) || Message.Contains("does not have a column named", StringComparison.Ordinal);

    [GeneratedRegex(@"^LINE (\d+): ")]
    private static partial Regex Place();

    [GeneratedRegex(@"^(Binder|Catalog|Parser|Conversion|Invalid Input|Not implemented) Error: ")]
    private static partial Regex Prefix();
}
