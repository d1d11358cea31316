namespace Lakehouse.Pipelines.Sql;

/// <summary>Writes names and values into SQL so that they can mean nothing else.</summary>
public static class SqlText
{
    /// <summary>A quoted identifier: <c>"timestamp"</c>.</summary>
    public static string Identifier(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A text literal: <c>'it''s'</c>.</summary>
    public static string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Quoted identifiers with commas between them.</summary>
    public static string Identifiers(IEnumerable<string> names) => string.Join(", ", names.Select(Identifier));
}
