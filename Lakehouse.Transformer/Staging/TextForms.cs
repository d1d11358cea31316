namespace Lakehouse.Transformer.Staging;

/// <summary>The forms in which a text is a value of a type, whichever engine reads it. DuckDB and Spark each take more: <c>1_000</c>, <c>2026</c>, <c>epoch</c>.</summary>
/// <remarks>As glue/lakehouse_glue/conversions.py: a row must not be staged by one of them and quarantined by the other.</remarks>
internal static class TextForms
{
    private const string Number = @"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?";
    private const string Day = @"\d{4,6}-\d{1,2}-\d{1,2}";
    private const string Time = @"([01]?\d|2[0-3]):\d{1,2}(:\d{1,2}(\.\d{1,6}0*)?(Z|[+-](0\d|1[0-5])(:?[0-5]\d)?)?)?";

    /// <summary>A regular expression over the whole text; null when the type has none, as lists, which only the Transformer reads from texts.</summary>
    /// <param name="type">DuckDB's name of the type.</param>
    public static string? Of(string type) => type switch
    {
        "BOOLEAN" => "(?i)t|true|y|yes|1|f|false|n|no|0",
        "FLOAT" or "DOUBLE" => $@"(?i)\s*({Number}|nan|[+-]?inf(inity)?)\s*",
        "DATE" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" => $"{Day}([ T]{Time})?",
        "BLOB" => @"[\x00-\x5B\x5D-\x7F]*", // the bytes of a text; a backslash begins an escape in DuckDB
        _ when ColumnTypes.Digits(type) is not null => $@"\s*{Number}\s*",
        _ => null,
    };
}
