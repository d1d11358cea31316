using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Types as DuckDB names them, and as Trino does.</summary>
internal static class TypeWriter
{
    /// <summary>DuckDB's type.</summary>
    /// <exception cref="QueryException">There is no such type here.</exception>
    public static string Duck(DataTypeName type, string sql) => type.Base switch
    {
        "boolean" or "tinyint" or "smallint" or "integer" or "bigint" or "double" or "date" or "json" or "uuid" => type.Base.ToUpperInvariant(),
        "int" => "INTEGER",
        "real" or "float" => "FLOAT",
        "decimal" or "numeric" => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({(type.Numbers.Count > 0 ? type.Numbers[0] : 38)},{(type.Numbers.Count > 1 ? type.Numbers[1] : 0)})"),
        "varchar" or "char" or "string" => "VARCHAR",
        "varbinary" or "binary" => "BLOB",
        "time" => "TIME",
        "time with time zone" => "TIMETZ",
        "timestamp" => "TIMESTAMP",
        "timestamp with time zone" => "TIMESTAMPTZ",
        "interval day to second" or "interval year to month" => "INTERVAL",
        "array" => $"{Duck(type.Types[0], sql)}[]",
        "map" => $"MAP({Duck(type.Types[0], sql)}, {Duck(type.Types[1], sql)})",
        "row" => $"STRUCT({string.Join(", ", type.Types.Select((field, index) => $"{SqlText.Identifier(type.FieldNames[index]?.Text.ToLowerInvariant() ?? $"field{index}")} {Duck(field, sql)}"))})",
        "ipaddress" => throw SyntaxError.NotSupported(sql, type.Offset, "The type ipaddress is available here in contains('10.0.0.0/8', CAST(x AS ipaddress)) only; addresses are text."),
        _ => throw SyntaxError.Invalid(sql, type.Offset, $"Unknown type: {type.Base}"),
    };

    /// <summary>Trino's name, as far as it matters for the translation: texts without their length.</summary>
    public static string Name(DataTypeName type) => Name(type, isFull: false);

    /// <summary>Trino's name: <c>varchar(3)</c>, <c>char(1)</c> of <c>char</c>.</summary>
    public static string FullName(DataTypeName type) => Name(type, isFull: true);

    private static string Name(DataTypeName type, bool isFull) => type.Base switch
    {
        "char" when isFull => string.Create(CultureInfo.InvariantCulture, $"char({(type.Numbers.Count > 0 ? type.Numbers[0] : 1)})"),
        "varchar" when isFull && type.Numbers.Count > 0 => string.Create(CultureInfo.InvariantCulture, $"varchar({type.Numbers[0]})"),
        "int" => "integer",
        "float" => "real",
        "decimal" or "numeric" => NumericTypes.Decimal(type.Numbers.Count > 0 ? type.Numbers[0] : 38, type.Numbers.Count > 1 ? type.Numbers[1] : 0),
        "time" or "timestamp" or "time with time zone" or "timestamp with time zone" => TypeText.Moment(type.Base, type.Numbers.Count > 0 ? type.Numbers[0] : 3),
        "string" => "varchar",
        "binary" => "varbinary",
        "array" => $"array({Name(type.Types[0], isFull)})",
        "map" => $"map({Name(type.Types[0], isFull)}, {Name(type.Types[1], isFull)})",
        "row" => $"row({string.Join(", ", type.Types.Select((field, index) => type.FieldNames[index] is { } name ? $"{name.Text.ToLowerInvariant()} {Name(field, isFull)}" : Name(field, isFull)))})",
        _ => type.Base,
    };
}
