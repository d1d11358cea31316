namespace Lakehouse.Delta.Engine;

/// <summary>Quotes names and texts for DuckDB.</summary>
internal static class Sql
{
    /// <summary>A quoted identifier.</summary>
    public static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A text literal, or NULL.</summary>
    public static string Text(string? text) => text is null ? "NULL" : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>An expression of a caller in parentheses. The line break keeps a comment at its end from hiding the second.</summary>
    public static string Nest(string expression) => $"({expression}\n)";
}
