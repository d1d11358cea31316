using Lakehouse.QueryApi.Trino.Translation;

namespace Lakehouse.QueryApi.Trino;

/// <summary>Types by Hive's names, which Athena's catalog, DESCRIBE and SHOW CREATE TABLE use.</summary>
internal static class HiveTypes
{
    /// <summary><c>array&lt;struct&lt;a:int&gt;&gt;</c> for <c>array(row(a integer))</c>.</summary>
    public static string Name(string type) => TypeText.Base(type) switch
    {
        "varchar" => "string",
        "integer" => "int",
        "real" => "float",
        "varbinary" => "binary",
        "timestamp" or "timestamp with time zone" => "timestamp",
        "decimal" => type.Replace(" ", "", StringComparison.Ordinal),
        "array" => $"array<{Name(TypeText.Arguments(type)[0])}>",
        "map" => $"map<{Name(TypeText.Arguments(type)[0])},{Name(TypeText.Arguments(type)[1])}>",
        "row" => $"struct<{string.Join(',', TypeText.Arguments(type).Select(Field))}>",
        var other => other ?? type,
    };

    private static string Field(string field)
    {
        var blank = field.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? Name(field) : $"{field[..blank]}:{Name(field[(blank + 1)..])}";
    }
}
