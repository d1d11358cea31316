using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>Finds values that a cast cannot take, or would change: engines round, cut and drop what does not fit, and say nothing.</summary>
internal static class Conversions
{
    /// <summary>Digits of DuckDB's widest decimal.</summary>
    private const int MostDigits = 38;

    /// <summary>A condition that is true where a value that is not NULL is none of the type.</summary>
    /// <inheritdoc cref="Loss" path="/param"/>
    public static string Failure(string raw, string from, string value, string to) =>
        from == "VARCHAR" && TextForms.Of(to) is { } form
            ? $"({value} IS NULL OR NOT regexp_full_match({raw}, {Literal(form)}))"
            : $"{value} IS NULL";

    /// <summary>A condition that is true where a value is no longer the same after the cast; null where that cannot be.</summary>
    /// <param name="raw">The value as written, as SQL.</param>
    /// <param name="from">Its type.</param>
    /// <param name="value">The value after the cast, as SQL; NULL where the cast failed.</param>
    /// <param name="to">The type after the cast.</param>
    public static string? Loss(string raw, string from, string value, string to) =>
        to is "VARCHAR" or "BLOB" ? null
        : from == "VARCHAR" ? LossOfText(raw, value, to)
        : $"{value} IS NOT NULL AND TRY_CAST({value} AS {from}) IS DISTINCT FROM {raw}";

    /// <summary>A text is compared as a type that holds more of it: <c>'3.7'</c> as a number with a fraction, a day as a time, a time with its zone.</summary>
    private static string? LossOfText(string raw, string value, string to) =>
        to == "DATE" ? $"TRY_CAST({raw} AS TIMESTAMP) <> CAST({value} AS TIMESTAMP)"
        : to == "TIMESTAMP" ? $"TRY_CAST({raw} AS TIMESTAMPTZ) <> CAST({value} AS TIMESTAMPTZ)"
        : ColumnTypes.Digits(to) is { } digits ? $"TRY_CAST({raw} AS DECIMAL({MostDigits},{Math.Max(digits.Scale + 1, MostDigits - digits.Whole)})) <> {value}"
        : null;
}
