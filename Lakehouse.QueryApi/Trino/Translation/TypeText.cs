namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Trino's type names taken apart: <c>map(varchar, array(bigint))</c>, <c>row(a bigint, b varchar)</c>.</summary>
internal static class TypeText
{
    /// <summary><c>array</c> of <c>array(bigint)</c>, <c>timestamp with time zone</c> of <c>timestamp(3) with time zone</c>.</summary>
    public static string? Base(string? type)
    {
        var open = type?.IndexOf('(', StringComparison.Ordinal) ?? -1;
        return open < 0 ? type : type![open..].EndsWith("with time zone", StringComparison.Ordinal) ? type[..open] + " with time zone" : type[..open];
    }

    /// <summary>The types in parentheses; for a row <c>name type</c>.</summary>
    public static IReadOnlyList<string> Arguments(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return [];
        }

        var parts = new List<string>();
        var level = 0;
        var start = open + 1;
        for (var index = start; index < type.Length; index++)
        {
            var end = type[index] == ')' && level == 0;
            if (end || (type[index] == ',' && level == 0))
            {
                parts.Add(type[start..index].Trim());
                start = index + 1;
            }

            if (end)
            {
                break;
            }

            level += type[index] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return parts;
    }

    /// <summary>The type of a row's field, or null.</summary>
    public static string? Field(string? type, string name) => Base(type) != "row" ? null
        : Arguments(type!).FirstOrDefault(part => part.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase)) is { } field ? field[(name.Length + 1)..] : null;

    /// <summary>The type of an array's element or a map's value, or null.</summary>
    public static string? Element(string? type) => Base(type) switch
    {
        "array" => Arguments(type!) is [var element] ? element : null,
        "map" => Arguments(type!) is [_, var value] ? value : null,
        _ => null,
    };

    public static bool IsInteger(string? type) => type is "bigint" or "integer" or "smallint" or "tinyint";

    public static bool IsFloating(string? type) => type is "double" or "real";
}
