using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>Partition values between their text in the log and SQL (protocol: Partition Value Serialization).</summary>
internal static class PartitionValue
{
    /// <summary>A SQL literal of the column's type; null and "" are NULL for every type.</summary>
    public static string ToSql(string? value, DataType type)
    {
        var duckType = DuckTypes.Of(type);
        if (string.IsNullOrEmpty(value))
        {
            return $"NULL::{duckType}";
        }

        return type is PrimitiveType { Name: "binary" } ? BinaryToSql(value) : $"{Sql.Text(Zoned(value, type))}::{duckType}";
    }

    /// <summary>SQL that turns a text expression into a value of the column's type; "" is NULL.</summary>
    public static string Parse(string expression, DataType type) =>
        type is PrimitiveType { Name: "binary" } ? $"encode(nullif({expression}, ''))" : $"nullif({expression}, '')::{DuckTypes.Of(type)}";

    /// <summary>As <see cref="Parse"/>, where the connection's zone need not be UTC: a time without a zone is one in UTC.</summary>
    public static string ParseZoned(string expression, DataType type) => type is PrimitiveType { Name: "timestamp" }
        ? $"CASE WHEN regexp_matches({expression}, '[T ].*(Z|[+-]\\d\\d(:?\\d\\d)?)$') THEN nullif({expression}, '')::TIMESTAMPTZ ELSE nullif({expression}, '')::TIMESTAMP AT TIME ZONE 'UTC' END"
        : Parse(expression, type);

    /// <summary>The text with the zone UTC where a time has none, so that its value does not hang on the connection's zone.</summary>
    public static string? Zoned(string? value, DataType type) =>
        value is not null && type is PrimitiveType { Name: "timestamp" } && FilterValueText.Time(value) is { HasZone: false }
            ? value.Length == "2024-01-01".Length ? value + " 00:00:00+00" : value + "+00"
            : value;

    /// <summary>SQL that turns a column's value into the text for the log.</summary>
    public static string Serialize(string expression, DataType type) => type switch
    {
        // adjusted to UTC, ISO 8601, as the protocol recommends
        PrimitiveType { Name: "timestamp" } => $"strftime({expression} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')",
        PrimitiveType { Name: "timestamp_ntz" } => $"regexp_replace(strftime({expression}, '%Y-%m-%d %H:%M:%S.%f'), '\\.0+$', '')",
        PrimitiveType { Name: "binary" } => $"decode({expression})",
        _ => $"nullif({expression}::VARCHAR, '')",
    };

    private static string BinaryToSql(string value)
    {
        var literal = new StringBuilder("'");
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            literal.Append("\\x").Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return literal.Append("'::BLOB").ToString();
    }
}
