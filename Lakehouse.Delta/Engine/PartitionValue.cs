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

        return type is PrimitiveType { Name: "binary" } ? BinaryToSql(value) : $"{Sql.Text(value)}::{duckType}";
    }

    /// <summary>SQL that turns a column's value into the text for the log.</summary>
    public static string Serialize(string expression, DataType type) => type switch
    {
        // adjusted to UTC, ISO 8601, as the protocol recommends
        PrimitiveType { Name: "timestamp" } => $"strftime({expression} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')",
        PrimitiveType { Name: "timestamp_ntz" } => $"strftime({expression}, '%Y-%m-%d %H:%M:%S.%f')",
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
