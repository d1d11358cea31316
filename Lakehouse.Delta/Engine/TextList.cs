namespace Lakehouse.Delta.Engine;

/// <summary>A list of texts as SQL. A long one travels as one text, which DuckDB parses and plans much faster than as many literals.</summary>
internal static class TextList
{
    private const int Long = 32;

    /// <summary>ASCII's unit separator, which names and values hardly ever hold.</summary>
    private const char Separator = '\u001F';

    public static string Sql(IReadOnlyList<string> texts) => texts.Count < Long || texts.Any(text => text.Contains(Separator, StringComparison.Ordinal))
        ? $"[{string.Join(", ", texts.Select(Engine.Sql.Text))}]"
        : $"string_split({Engine.Sql.Text(string.Join(Separator, texts))}, chr({(int)Separator}))";
}
