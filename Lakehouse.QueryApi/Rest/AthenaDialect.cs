using System.Globalization;
using System.Text.Json;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Rest;

/// <summary>
/// Athena's, which is Trino's. Its parameters go by place alone, and a value of a page's key stands in several places; Athena puts
/// parameters into the text as literals anyway. A literal ends at a quote that is not doubled, and nothing else has a meaning in it.
/// </summary>
internal sealed class AthenaDialect : ResourceDialect
{
    public override JsonElement? Parameters => null;

    public override string Value(string? text, string type) => type switch
    {
        "FLOAT" => Cast(text, "REAL"),
        // Trino takes a blank between day and time, never a T.
        "TIMESTAMP" => Cast(Utc(text), "TIMESTAMP(6)"),
        "TIMESTAMPTZ" => Cast(Utc(text) is { } utc ? $"{utc} UTC" : null, "TIMESTAMP(6) WITH TIME ZONE"),
        _ => Cast(text, type),
    };

    public override string LikeIgnoringCase(string column, string pattern) => $"lower({column}) LIKE lower({Value(pattern, "VARCHAR")})";

    public override string Matches(string column, string expression, bool ignoresCase) => $"regexp_like({column}, {Value(ignoresCase ? $"(?i){expression}" : expression, "VARCHAR")})";

    private static string Cast(string? text, string type) => $"CAST({(text is null ? "NULL" : SqlText.Literal(text))} AS {type})";

    private static string? Utc(string? text) => text is null ? null
        : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
