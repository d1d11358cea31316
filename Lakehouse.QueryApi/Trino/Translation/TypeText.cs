using System.Globalization;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Trino's type names taken apart: <c>map(varchar, array(bigint))</c>, <c>row(a bigint, b varchar)</c>, <c>decimal(5,2)</c>.</summary>
internal static class TypeText
{
    private const string Zoned = " with time zone";

    /// <summary><c>array</c> of <c>array(bigint)</c>, <c>timestamp with time zone</c> of <c>timestamp(3) with time zone 'Asia/Tokyo'</c>.</summary>
    public static string? Base(string? type)
    {
        var open = type?.IndexOf('(', StringComparison.Ordinal) ?? -1;
        return open < 0 ? type : IsZoned(type!) ? type![..open] + Zoned : type![..open];
    }

    /// <summary>What a value of the type may stand beside.</summary>
    public static TypeKind Kind(string? type) => Base(type) switch
    {
        "bigint" or "integer" or "smallint" or "tinyint" or "decimal" or "double" or "real" => TypeKind.Number,
        "varchar" or "char" => TypeKind.Text,
        "boolean" => TypeKind.Boolean,
        "date" or "timestamp" or "timestamp with time zone" => TypeKind.Moment,
        "time" or "time with time zone" => TypeKind.Time,
        "interval day to second" => TypeKind.Duration,
        "interval year to month" => TypeKind.Months,
        "array" => TypeKind.Array,
        "map" => TypeKind.Map,
        "row" => TypeKind.Row,
        "json" => TypeKind.Json,
        "varbinary" => TypeKind.Binary,
        "uuid" => TypeKind.Uuid,
        _ => TypeKind.Unknown,
    };

    /// <summary>Digits of a second's fraction: 6 of <c>timestamp(6)</c>; 3 where the type does not say.</summary>
    public static int Precision(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? 3 : int.Parse(type.AsSpan(open + 1, type.IndexOf(')', StringComparison.Ordinal) - open - 1), CultureInfo.InvariantCulture);
    }

    /// <summary>The zone whose clock a value shows, as the translation notes it: <c>timestamp(3) with time zone 'Asia/Tokyo'</c>; null for UTC.</summary>
    public static string? Zone(string? type)
    {
        var at = Base(type) is "timestamp with time zone" ? type!.IndexOf(Zoned + " '", StringComparison.Ordinal) : -1;
        return at < 0 ? null : type![(at + Zoned.Length + 2)..^1];
    }

    /// <summary>A type of time with a precision, and with a zone.</summary>
    public static string Moment(string name, int precision, string? zone = null) => name.EndsWith(Zoned, StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"{name[..^Zoned.Length]}({precision}){Zoned}{(zone is null or "UTC" ? "" : $" '{zone}'")}")
        : string.Create(CultureInfo.InvariantCulture, $"{name}({precision})");

    private static bool IsZoned(string type) => type.StartsWith("time", StringComparison.Ordinal) && type.IndexOf(')', StringComparison.Ordinal) is var close && type.AsSpan(close + 1).StartsWith(Zoned);

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

    /// <summary>The type of a field as a row's type lists it: <c>bigint</c> of <c>a bigint</c>, and of <c>bigint</c>, which has no name; null where it is not told.</summary>
    public static string? OfField(string field) => Kind(field) != TypeKind.Unknown ? field : field.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank ? field[(blank + 1)..] : null;

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
