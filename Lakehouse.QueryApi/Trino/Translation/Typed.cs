namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>A translated value.</summary>
/// <param name="Sql">DuckDB's text; can stand as an operand.</param>
/// <param name="Type">Trino's type where it is known from the statement and the tables: <c>bigint</c>, <c>array(varchar)</c> …; null where only the engine will know.</param>
internal readonly record struct Typed(string Sql, string? Type)
{
    /// <summary>The type without what stands in parentheses.</summary>
    public string? Base => TypeText.Base(Type);
}
