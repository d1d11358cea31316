namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>A translated value.</summary>
/// <param name="Sql">DuckDB's text; can stand as an operand.</param>
/// <param name="Type">
/// Trino's type where it is known from the statement and the tables: <c>bigint</c>, <c>array(varchar)</c>, <c>timestamp(3)</c> …; null where only the engine will know.
/// A timestamp that shows another clock than UTC's has its zone behind: <c>timestamp(3) with time zone 'Asia/Tokyo'</c>.
/// </param>
internal readonly record struct Typed(string Sql, string? Type)
{
    /// <summary>The type without what stands in parentheses.</summary>
    public string? Base => TypeText.Base(Type);

    /// <summary>A number that is written in the statement.</summary>
    public bool IsLiteral { get; init; }
}
