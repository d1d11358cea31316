using System.Globalization;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>CAST and TRY_CAST.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteCast(Cast cast)
    {
        var kind = TypeText.Kind(TypeWriter.Name(cast.Type));
        var value = kind is TypeKind.Text ? WriteInstant(cast.Value) : kind is TypeKind.Moment or TypeKind.Time && cast.Type.Base != "timestamp with time zone" ? WriteLocal(cast.Value) : Write(cast.Value);
        return WriteCast(cast, value, cast.Type, cast.IsTry ? "TRY_CAST" : "CAST");
    }

    private Typed WriteCast(Cast cast, Typed value, DataTypeName type, string word)
    {
        var target = TypeWriter.Duck(type, sql);
        var name = TypeWriter.Name(type);
        var kind = TypeText.Kind(name);
        if (value.Sql == "NULL")
        {
            return new($"CAST(NULL AS {target})", name);
        }

        CheckCast(cast, kind, value.Type, name);
        if (value.Base == "json" && kind != TypeKind.Json)
        {
            var read = ReadJson(value.Sql, type);
            return new(word == "TRY_CAST" ? $"TRY({read})" : read, name);
        }

        switch (kind)
        {
            case TypeKind.Json:
                return new(WriteJsonOf(value), "json");
            case TypeKind.Text:
                var text = Sized(type, WriteText(value), TypeText.Kind(value.Type) is TypeKind.Text or TypeKind.Unknown);
                return new(word == "TRY_CAST" && type.Numbers.Count > 0 ? $"TRY({text})" : text, name);
            case TypeKind.Binary:
                return value with { Type = name };
            case TypeKind.Moment or TypeKind.Time:
                return WriteCastToTime(type, value, name, target, word);
            case TypeKind.Array or TypeKind.Map or TypeKind.Row when TypeText.Kind(value.Type) == kind:
                var inside = WriteCastInside(cast, value, type);
                return new($"CAST({(word == "TRY_CAST" ? $"TRY({inside})" : inside)} AS {target})", name);
        }

        if (TypeText.IsInteger(name))
        {
            return new(CastToInteger(value, target, word, name), name);
        }

        return TypeText.Kind(value.Type) == TypeKind.Text && name is "double" or "real" or "boolean"
            ? new($"{word}(trino_{(name == "boolean" ? "boolean" : "number")}_text({value.Sql}) AS {target})", name)
            : new($"{word}({value.Sql} AS {target})", name);
    }

    /// <summary>What is inside an array, a map or a row is cast by the same rules, where its type is known.</summary>
    private string WriteCastInside(Cast cast, Typed value, DataTypeName type)
    {
        var types = TypeText.Arguments(value.Type!);
        var element = string.Create(CultureInfo.InvariantCulture, $"trino_element{++elements}");
        string Inner(string text, string? from, DataTypeName to) => WriteCast(cast, new(text, from), to, "CAST").Sql;
        return (type.Base, types) switch
        {
            ("array", [var item]) => $"list_transform({value.Sql}, lambda {element}: {Inner(element, item, type.Types[0])})",
            ("map", [var key, var item]) => $"map_from_entries(list_transform(map_entries({value.Sql}), lambda {element}: {{'k': {Inner($"{element}.key", key, type.Types[0])}, 'v': {Inner($"{element}.value", item, type.Types[1])}}}))",
            ("row", { Count: > 0 }) when types.Count == type.Types.Count => $"CASE WHEN {value.Sql} IS NOT NULL THEN row({Join(types.Select((field, index) => FieldAt(value, index, field) is var at ? Inner(at.Sql, at.Type, type.Types[index]) : ""))}) END",
            _ => value.Sql,
        };
    }

    private void CheckCast(Cast cast, TypeKind target, string? from, string name)
    {
        var source = TypeText.Kind(from);
        var isPossible = source == TypeKind.Unknown || source == target || target switch
        {
            TypeKind.Number or TypeKind.Boolean => source is TypeKind.Number or TypeKind.Boolean or TypeKind.Text or TypeKind.Json,
            TypeKind.Text => source is not (TypeKind.Array or TypeKind.Map or TypeKind.Row or TypeKind.Binary),
            TypeKind.Moment or TypeKind.Time => source is TypeKind.Text or TypeKind.Moment or TypeKind.Time,
            TypeKind.Array or TypeKind.Map or TypeKind.Row => source is TypeKind.Json,
            TypeKind.Json => source is not (TypeKind.Binary or TypeKind.Duration or TypeKind.Months or TypeKind.Time),
            TypeKind.Uuid => source is TypeKind.Text,
            TypeKind.Unknown => true,
            _ => false,
        };
        if (!isPossible)
        {
            throw Mismatch(cast.Offset, $"Cannot cast {Shown(from)} to {name}");
        }
    }

    /// <summary>Halves are rounded away from zero, which the engine does for decimals but not for floating point; text has digits and a sign only.</summary>
    private static string CastToInteger(Typed value, string target, string word, string name)
    {
        if (TypeText.Kind(value.Type) == TypeKind.Text)
        {
            return $"{word}(trino_integer_text({value.Sql}, '{name.ToUpperInvariant()}') AS {target})";
        }

        return TypeText.IsFloating(value.Type) ? $"{word}(round({value.Sql}) AS {target})"
            : value.Type is null ? $"coalesce({word}(trino_rounded({value.Sql}) AS {target}), {word}(trino_unless_text({value.Sql}, '{name.ToUpperInvariant()}') AS {target}))"
            : $"{word}({value.Sql} AS {target})";
    }

    /// <summary>A value as Trino's CAST to varchar shows it.</summary>
    private static string WriteText(Typed value)
    {
        var precision = TypeText.Kind(value.Type) is TypeKind.Moment or TypeKind.Time && value.Base != "date" ? TypeText.Precision(value.Type!) : 0;
        switch (value.Base)
        {
            case "timestamp":
                return Fraction($"strftime({value.Sql}, '%Y-%m-%d %H:%M:%S{(precision > 0 ? ".%f" : "")}')", precision);
            case "timestamp with time zone":
                var zone = TypeText.Zone(value.Type) ?? "UTC";
                return $"({Fraction($"strftime({value.Sql} AT TIME ZONE {ZoneName(zone)}, '%Y-%m-%d %H:%M:%S{(precision > 0 ? ".%f" : "")}')", precision)} || ' {zone}')";
            case "time":
                return Fraction($"strftime(DATE '1970-01-01' + {value.Sql}, '%H:%M:%S{(precision > 0 ? ".%f" : "")}')", precision);
            case "interval day to second":
                return $"trino_duration_text({value.Sql})";
            case "interval year to month":
                return $"trino_months_text({value.Sql})";
            case null or "json" or "double" or "real":
                return $"trino_varchar({value.Sql})";
            case "decimal" when NumericTypes.Digits(value.Type!) is not var (digits, scale) || digits == scale:
                return $"trino_decimal_text({value.Sql})";
            default:
                return $"CAST({value.Sql} AS VARCHAR)";
        }
    }

    /// <summary>The engine writes six digits of a second; a type of less has less.</summary>
    private static string Fraction(string text, int precision) => precision is > 0 and < 6 ? string.Create(CultureInfo.InvariantCulture, $"left({text}, -{6 - precision})") : text;

    /// <summary>Text is cut off; of other values Trino shows all or fails.</summary>
    private static string Sized(DataTypeName type, string text, bool isText) =>
        !isText && type.Numbers.Count > 0 ? Padded(type, string.Create(CultureInfo.InvariantCulture, $"trino_fitting({text}, {type.Numbers[0]}, '{type.Base}({type.Numbers[0]})')")) : Padded(type, text);

    private static string Padded(DataTypeName type, string text) => type.Base == "char"
        ? string.Create(CultureInfo.InvariantCulture, $"rpad({text}, {(type.Numbers.Count > 0 ? type.Numbers[0] : 1)}, ' ')")
        : type.Numbers.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"left({text}, {type.Numbers[0]})") : text;
}
