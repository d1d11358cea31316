using System.Text;

namespace Lakehouse.Pipelines.Testing;

/// <summary>Writes rows as the CSV that tests read: an empty value is NULL, <c>""</c> the empty text.</summary>
public static class TestCsv
{
    /// <summary>A header and a line for each row.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Values as texts; null is NULL.</param>
    public static string Write(IEnumerable<string> columns, IEnumerable<IEnumerable<string?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder().AppendJoin(',', columns.Select(Value)).Append('\n');
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(Value)).Append('\n');
        }

        return text.ToString();
    }

    private static string Value(string? value) =>
        value is null ? ""
        : value.Length == 0 || value.AsSpan().ContainsAny(",\"\n\r") || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : value;
}
