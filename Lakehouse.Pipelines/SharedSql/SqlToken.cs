namespace Lakehouse.Pipelines.SharedSql;

internal enum SqlTokenKind
{
    Word,

    /// <summary><c>"a name"</c></summary>
    QuotedName,

    /// <summary><c>'a text'</c></summary>
    Text,

    Number,

    Symbol,
}

/// <summary>A word, literal or sign of a statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">As written, with its quotes.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Content, int Line)
{
    public bool Is(string content) => string.Equals(Content, content, StringComparison.OrdinalIgnoreCase);
}
