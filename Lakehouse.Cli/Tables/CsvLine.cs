using Lakehouse.Delta;

namespace Lakehouse.Cli.Tables;

/// <summary>Lines of CSV (RFC 4180): NULL is an empty field, empty text is <c>""</c>.</summary>
internal static class CsvLine
{
    public const string End = "\r\n";

    /// <summary>SQL of a field whose text an expression gives.</summary>
    public static string Field(string text) =>
        $"CASE WHEN {text} = '' OR regexp_matches({text}, '[,\"\\r\\n]') THEN '\"' || replace({text}, '\"', '\"\"') || '\"' ELSE {text} END";

    /// <summary>The first line.</summary>
    public static string Header(IReadOnlyList<StructField> columns) =>
        string.Join(',', columns.Select(column => column.Name.AsSpan().IndexOfAny(",\"\r\n") < 0 ? column.Name : $"\"{column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
}
