using System.Globalization;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>CAST and TRY_CAST.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteCast(Cast cast)
    {
        var target = TypeWriter.Duck(cast.Type, sql);
        var name = TypeWriter.Name(cast.Type);
        var word = cast.IsTry ? "TRY_CAST" : "CAST";
        var value = cast.Type.Base is "date" or "time" or "timestamp" or "varchar" ? WriteLocal(cast.Value) : Write(cast.Value);
        switch (name)
        {
            case "json":
                // Text becomes a JSON string, it is not read as JSON: that is json_parse.
                return new(value.Sql == "NULL" ? "CAST(NULL AS JSON)" : $"to_json({value.Sql})", "json");
            case "bigint" or "integer" or "smallint" or "tinyint":
                return new(CastToInteger(value, target, word), name);
            case "varchar":
                return new(CastToText(value, cast.Type, word), "varchar");
            case "varbinary":
                return new($"encode({value.Sql})", name);
            case "boolean" when value.Base == "varchar":
                return new($"{word}({value.Sql} AS BOOLEAN)", name);
            default:
                return new($"{word}({value.Sql} AS {target})", name);
        }
    }

    /// <summary>Halves are rounded away from zero, which the engine does for decimals but not for floating point.</summary>
    private static string CastToInteger(Typed value, string target, string word)
    {
        if (TypeText.IsFloating(value.Type))
        {
            return $"{word}(round({value.Sql}) AS {target})";
        }

        return value.Type is null && value.Sql != "NULL"
            ? $"coalesce({word}(trino_rounded({value.Sql}) AS {target}), {word}({value.Sql} AS {target}))"
            : $"{word}({value.Sql} AS {target})";
    }

    private static string CastToText(Typed value, DataTypeName type, string word)
    {
        var text = value.Base == "json" || value.Type is null || TypeText.IsFloating(value.Type) ? $"trino_varchar({value.Sql})" : $"{word}({value.Sql} AS VARCHAR)";
        if (value.Sql == "NULL")
        {
            text = "CAST(NULL AS VARCHAR)";
        }

        if (type.Base == "char")
        {
            var length = type.Numbers.Count > 0 ? type.Numbers[0] : 1;
            return string.Create(CultureInfo.InvariantCulture, $"rpad({text}, {length}, ' ')");
        }

        return type.Numbers.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"left({text}, {type.Numbers[0]})") : text;
    }

    /// <summary>
    /// A time in the zone it was given: <c>x AT TIME ZONE 'Europe/Berlin'</c> as that zone's clock shows it. The engine's values are
    /// instants without a zone, so the zone is applied where the clock is read: casts, fields, formats, truncation.
    /// </summary>
    private Typed WriteLocal(Expression expression)
    {
        var (instant, zone) = Resolve(expression) switch
        {
            AtTimeZone { Value: var value, Zone: var name } => (value, name),
            FunctionCall { Function: "at_timezone", Arguments: [var value, var name] } => (value, name),
            FunctionCall { Function: "from_unixtime", Arguments: [var seconds, var name] } call => (call with { Arguments = [seconds] }, name),
            _ => (expression, (Expression?)null),
        };
        if (zone is null)
        {
            return Write(expression);
        }

        return new($"(CAST({Write(instant).Sql} AS TIMESTAMPTZ) AT TIME ZONE {WriteZone(zone)})", "timestamp");
    }

    /// <summary>A zone's name, or an offset: <c>'+02:00'</c>, <c>INTERVAL '2' HOUR</c>.</summary>
    private string WriteZone(Expression zone)
    {
        if (Resolve(zone) is not Literal { Kind: LiteralKind.Text, Text: var name })
        {
            return Write(zone).Sql;
        }

        // The engine knows Etc/GMT-2 for +02:00: those names count the other way round.
        if (name.Length == 6 && name[0] is '+' or '-' && name.EndsWith(":00", StringComparison.Ordinal) && int.TryParse(name.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours))
        {
            return hours == 0 ? "'UTC'" : string.Create(CultureInfo.InvariantCulture, $"'Etc/GMT{(name[0] == '+' ? '-' : '+')}{hours}'");
        }

        return Write(zone).Sql;
    }
}
