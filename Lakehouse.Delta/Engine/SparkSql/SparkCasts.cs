using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>CAST with Spark's meaning: digits after the point are cut, not rounded; a text that is no value becomes NULL.</summary>
internal static class SparkCasts
{
    private static readonly Dictionary<string, DataType> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["VARCHAR"] = PrimitiveType.String,
        ["BIGINT"] = PrimitiveType.Long,
        ["INTEGER"] = PrimitiveType.Integer,
        ["SMALLINT"] = PrimitiveType.Short,
        ["TINYINT"] = PrimitiveType.Byte,
        ["BYTE"] = PrimitiveType.Byte,
        ["FLOAT"] = PrimitiveType.Float,
        ["DOUBLE"] = PrimitiveType.Double,
        ["BOOLEAN"] = PrimitiveType.Boolean,
        ["DATE"] = PrimitiveType.Date,
        ["TIMESTAMP"] = PrimitiveType.Timestamp, // in Spark an instant
        ["TIMESTAMP_LTZ"] = PrimitiveType.Timestamp,
        ["TIMESTAMP_NTZ"] = PrimitiveType.TimestampNtz,
    };

    /// <summary>The Spark type of a parsed type.</summary>
    public static DataType TypeOf(JsonElement type)
    {
        var id = type.GetProperty("id").GetString()!;
        var info = type.GetProperty("type_info");
        if (id == "DECIMAL")
        {
            return info.ValueKind == JsonValueKind.Null ? new DecimalType(10, 0) : new DecimalType(info.GetProperty("width").GetInt32(), info.GetProperty("scale").GetInt32());
        }

        var name = Types.ContainsKey(id) || info.ValueKind != JsonValueKind.Object ? id
            : info.TryGetProperty("user_type_name", out var user) ? user.GetString()!
            : info.TryGetProperty("name", out user) ? user.GetString()! : id;
        return Types.GetValueOrDefault(name) ?? throw new SparkSqlException($"a cast to {name}");
    }

    public static SparkValue To(SparkValue value, DataType type)
    {
        var sql = value.Type == type || value.IsNull ? $"{value.Sql}::{DuckTypes.Of(type)}" : type switch
        {
            PrimitiveType { Name: "string" } => ToText(value).Sql,
            PrimitiveType { Name: "date" } when value.IsTime => $"{value.Sql}::DATE",
            PrimitiveType { Name: "date" } when value.IsText => $"TRY_CAST({value.Sql} AS DATE)",
            PrimitiveType { Name: "timestamp" or "timestamp_ntz" } when value.IsTime || value.IsDate => $"{value.Sql}::{DuckTypes.Of(type)}",
            PrimitiveType { Name: "timestamp" or "timestamp_ntz" } when value.IsText => $"TRY_CAST({value.Sql} AS {DuckTypes.Of(type)})",
            PrimitiveType { Name: "timestamp" } when value.IsInteger => $"to_timestamp({value.Sql})",
            PrimitiveType { Name: "byte" or "short" or "integer" or "long" } when value.IsInteger || value.IsBoolean => $"{value.Sql}::{DuckTypes.Of(type)}",
            PrimitiveType { Name: "byte" or "short" or "integer" or "long" } when value.IsFloating || value.IsDecimal => $"trunc({value.Sql})::{DuckTypes.Of(type)}",
            PrimitiveType { Name: "float" or "double" } when value.IsNumber => $"{value.Sql}::{DuckTypes.Of(type)}",
            PrimitiveType { Name: "boolean" } when value.IsInteger => $"({value.Sql} <> 0)",
            DecimalType when value.IsInteger || value.IsDecimal => $"TRY_CAST({value.Sql} AS {DuckTypes.Of(type)})",
            _ => throw new SparkSqlException($"a cast of {value.Type} to {type}"),
        };
        return new SparkValue(sql, type);
    }

    /// <summary>The text that Spark makes of a value.</summary>
    public static SparkValue ToText(SparkValue value) => value switch
    {
        { IsText: true } => value,
        { IsTime: true } => new SparkValue($"{value.Sql}::TIMESTAMP::VARCHAR", PrimitiveType.String),
        { IsInteger: true } or { IsDecimal: true } or { IsDate: true } or { IsBoolean: true } => new SparkValue($"{value.Sql}::VARCHAR", PrimitiveType.String),
        _ => throw new SparkSqlException($"a {value.Type} as text"),
    };

    /// <summary>A text literal as a value of the type that it is compared with.</summary>
    public static string Literal(string text, DataType type) => type switch
    {
        PrimitiveType { Name: "date" or "timestamp" or "timestamp_ntz" } => $"TRY_CAST({Sql.Text(text)} AS {DuckTypes.Of(type)})",
        PrimitiveType { Name: "byte" or "short" or "integer" or "long" } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number.ToString(CultureInfo.InvariantCulture),
        DecimalType or PrimitiveType { Name: "float" or "double" } when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new SparkSqlException($"a comparison of {type} with the text '{text}'"),
    };
}
