using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Functions of dates and times.</summary>
internal sealed partial class DuckDbWriter
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["YEAR"] = "year($)",
        ["QUARTER"] = "quarter($)",
        ["MONTH"] = "month($)",
        ["WEEK"] = "week($)",
        ["WEEK_OF_YEAR"] = "week($)",
        ["DAY"] = "day($)",
        ["DAY_OF_MONTH"] = "day($)",
        ["DAY_OF_WEEK"] = "isodow($)",
        ["DOW"] = "isodow($)",
        ["DAY_OF_YEAR"] = "dayofyear($)",
        ["DOY"] = "dayofyear($)",
        ["YEAR_OF_WEEK"] = "isoyear($)",
        ["YOW"] = "isoyear($)",
        ["HOUR"] = "hour($)",
        ["MINUTE"] = "minute($)",
        ["SECOND"] = "second($)",
        ["MILLISECOND"] = "(millisecond($) % 1000)",
    };

    private static readonly Dictionary<string, string> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["millisecond"] = "to_milliseconds(CAST($ AS BIGINT))",
        ["second"] = "to_seconds(CAST($ AS BIGINT))",
        ["minute"] = "to_minutes(CAST($ AS BIGINT))",
        ["hour"] = "to_hours(CAST($ AS BIGINT))",
        ["day"] = "to_days(CAST($ AS INTEGER))",
        ["week"] = "to_weeks(CAST($ AS INTEGER))",
        ["month"] = "to_months(CAST($ AS INTEGER))",
        ["quarter"] = "to_months(CAST(3 * ($) AS INTEGER))",
        ["year"] = "to_years(CAST($ AS INTEGER))",
    };

    /// <summary>Of durations: days and what is left of them, where the engine counts hours beyond 24.</summary>
    private static readonly Dictionary<string, string> DurationFields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DAY"] = "trunc(epoch($) / 86400)",
        ["DAY_OF_MONTH"] = "trunc(epoch($) / 86400)",
        ["HOUR"] = "fmod(trunc(epoch($) / 3600), 24)",
        ["MINUTE"] = "fmod(trunc(epoch($) / 60), 60)",
        ["SECOND"] = "fmod(trunc(epoch($)), 60)",
        ["MILLISECOND"] = "fmod(epoch_ms($), 1000)",
    };

    private static readonly string[] UnitsOfTime = ["millisecond", "second", "minute", "hour"];

    private Typed WriteField(int offset, string field, Expression expression)
    {
        if (field.ToUpperInvariant() is "TIMEZONE_HOUR" or "TIMEZONE_MINUTE")
        {
            return WriteZoneField(offset, field, Write(expression));
        }

        var value = WriteLocal(expression);
        var isFitting = TypeText.Kind(value.Type) switch
        {
            TypeKind.Unknown => true,
            TypeKind.Moment => value.Base != "date" || field.ToUpperInvariant() is not ("HOUR" or "MINUTE" or "SECOND" or "MILLISECOND"),
            TypeKind.Time => field.ToUpperInvariant() is "HOUR" or "MINUTE" or "SECOND" or "MILLISECOND",
            TypeKind.Months => field.ToUpperInvariant() is "YEAR" or "MONTH",
            TypeKind.Duration => DurationFields.ContainsKey(field),
            _ => false,
        };
        if (!Fields.TryGetValue(field, out var template))
        {
            throw Invalid(offset, $"Invalid EXTRACT field: {field}");
        }

        return isFitting
            ? new($"CAST({(TypeText.Kind(value.Type) == TypeKind.Duration ? DurationFields[field] : template).Replace("$", value.Sql, StringComparison.Ordinal)} AS BIGINT)", "bigint")
            : throw Mismatch(offset, $"Cannot extract {field} from {Shown(value.Type)}");
    }

    private Typed WriteTime(FunctionCall call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "date":
                return WriteCast(new Cast(call.Offset, arguments[0], new DataTypeName(call.Offset, "date", [], [], []), IsTry: false));
            case "last_day_of_month":
                return new($"last_day({WriteLocal(arguments[0]).Sql})", "date");
            case "date_trunc":
                return WriteTruncation(call);
            case "date_add":
                return WriteDateAdd(call);
            case "date_diff":
                var (from, to) = (WriteInstant(arguments[1]), WriteInstant(arguments[2]));
                var step = Unit(call, arguments[0], from.Base == "date" && to.Base == "date" ? "date" : from.Base == "time" ? "time" : null);
                var zone = UnitsOfTime.Contains(step) ? null : TypeText.Zone(from.Type);
                return new(zone is null ? $"datesub('{step}', {from.Sql}, {to.Sql})" : $"datesub('{step}', {Local(from).Sql}, {to.Sql} AT TIME ZONE {ZoneName(zone)})", "bigint");
            case "at_timezone":
                return WriteZoned(arguments[0], arguments[1]);
            case "with_timezone":
                var local = Write(arguments[0]);
                return Resolve(arguments[1]) is Literal { Kind: LiteralKind.Text, Text: var named }
                    ? new($"(CAST({local.Sql} AS TIMESTAMP) AT TIME ZONE {ZoneName(CheckedZone(call.Offset, named))})", TypeText.Moment("timestamp with time zone", local.Base == "timestamp" ? TypeText.Precision(local.Type!) : 3, named))
                    : throw NotSupported(call.Offset, "with_timezone takes a zone that is written in the statement here.");
            case "from_unixtime":
                var instant = new RawText(call.Offset, $"make_timestamptz(CAST(round(CAST({Write(arguments[0]).Sql} AS DOUBLE) * 1000) AS BIGINT) * 1000)") { Type = "timestamp(3) with time zone" };
                return arguments.Count switch
                {
                    1 => Write(instant),
                    2 => WriteZoned(instant, arguments[1]),
                    _ => throw NotSupported(call.Offset, "from_unixtime with hours and minutes is not available here; AT TIME ZONE is."),
                };
            case "to_iso8601":
                return WriteIso8601(call);
            case "to_unixtime":
                return new($"epoch({WriteInstant(arguments[0]).Sql})", "double");
            case "date_format" or "format_datetime":
                return new($"strftime({WriteLocal(arguments[0]).Sql}, {Pattern(call)})", "varchar");
            case "date_parse" or "parse_datetime":
                return WriteParse(call);
            default:
                return WriteField(call.Offset, call.Function, arguments[0]);
        }
    }

    private Typed WriteTruncation(FunctionCall call)
    {
        var moment = Write(call.Arguments[1]);
        var unit = Unit(call, call.Arguments[0], moment.Base);
        return (moment.Base, TypeText.Zone(moment.Type)) switch
        {
            ("time", _) => new($"CAST(date_trunc('{unit}', DATE '1970-01-01' + {moment.Sql}) AS TIME)", moment.Type),
            (_, { } zone) => new($"(date_trunc('{unit}', {Local(moment).Sql}) AT TIME ZONE {ZoneName(zone)})", moment.Type),
            _ => new($"cast_to_type(date_trunc('{unit}', {moment.Sql}), {moment.Sql})", moment.Type),
        };
    }

    private Typed WriteDateAdd(FunctionCall call)
    {
        var start = Write(call.Arguments[2]);
        var unit = Unit(call, call.Arguments[0], start.Base);
        var step = Units[unit].Replace("$", Write(call.Arguments[1]).Sql, StringComparison.Ordinal);
        // Days and months are those of the zone's calendar.
        return TypeText.Zone(start.Type) is { } zone && !UnitsOfTime.Contains(unit)
            ? new($"(({Local(start).Sql} + {step}) AT TIME ZONE {ZoneName(zone)})", start.Type)
            : new($"cast_to_type({start.Sql} + {step}, {start.Sql})", start.Type);
    }

    private Typed WriteIso8601(FunctionCall call)
    {
        var value = Write(call.Arguments[0]);
        var precision = value.Base is "timestamp" or "timestamp with time zone" ? TypeText.Precision(value.Type!) : 0;
        var pattern = precision > 0 ? "%Y-%m-%dT%H:%M:%S.%f" : "%Y-%m-%dT%H:%M:%S";
        return (value.Base, TypeText.Zone(value.Type)) switch
        {
            ("date", _) => new($"strftime({value.Sql}, '%Y-%m-%d')", "varchar"),
            ("timestamp", _) => new(Fraction($"strftime({value.Sql}, '{pattern}')", precision), "varchar"),
            ("timestamp with time zone", null) => new($"({Fraction($"strftime({Local(value).Sql}, '{pattern}')", precision)} || 'Z')", "varchar"),
            ("timestamp with time zone", _) => throw NotSupported(call.Offset, "to_iso8601 of a value in another time zone than UTC is not available here."),
            _ => throw NotSupported(call.Offset, "to_iso8601 needs to know the type here: to_iso8601(CAST(x AS timestamp))."),
        };
    }

    /// <summary>What a pattern leaves out is that of 1970-01-01.</summary>
    private Typed WriteParse(FunctionCall call)
    {
        var pattern = Pattern(call);
        var text = Write(call.Arguments[0]).Sql;
        var hasYear = pattern.Contains("%Y", StringComparison.Ordinal) || pattern.Contains("%y", StringComparison.Ordinal) || pattern.Contains("%G", StringComparison.Ordinal);
        var parsed = hasYear ? $"strptime({text}, {pattern})" : $"strptime('1970 ' || {text}, '%Y ' || {pattern})";
        if (pattern.Contains("%y", StringComparison.Ordinal))
        {
            // Two digits: 70 to 69 are 1970 to 2069 there, and 1969 to 2068 in the engine.
            parsed = call.Function == "parse_datetime" ? throw NotSupported(call.Offset, "A year of two digits is not read by parse_datetime here; date_parse reads %y.") : $"trino_two_digit_year({parsed})";
        }

        return call.Function == "date_parse" ? new($"CAST({parsed} AS TIMESTAMP)", "timestamp(3)") : new($"CAST({parsed} AS TIMESTAMPTZ)", "timestamp(3) with time zone");
    }

    private string Pattern(FunctionCall call)
    {
        if (Resolve(call.Arguments[1]) is not Literal { Kind: LiteralKind.Text, Text: var pattern })
        {
            throw NotSupported(call.Offset, $"{call.Function} takes a pattern that is written in the statement: the engine's patterns are others, and only a literal can be translated.");
        }

        var converted = call.Function is "date_format" or "date_parse" ? TimePattern.FromMySql(pattern) : TimePattern.FromJoda(pattern);
        return converted is null ? throw NotSupported(call.Offset, $"The pattern '{pattern}' has a part that is not available here.") : SqlText.Literal(converted);
    }

    /// <summary>A date has no hours, and a time no days.</summary>
    private string Unit(FunctionCall call, Expression expression, string? type)
    {
        var unit = Resolve(expression) is Literal { Kind: LiteralKind.Text, Text: var text } && Units.ContainsKey(text)
            ? text.ToLowerInvariant()
            : throw Invalid(call.Offset, $"{call.Function} takes a unit as text: {string.Join(", ", Units.Keys)}.");
        return (type == "date" && UnitsOfTime.Contains(unit)) || (type == "time" && !UnitsOfTime.Contains(unit))
            ? throw Invalid(call.Offset, $"'{unit}' is not a valid {type!.ToUpperInvariant()} field")
            : unit;
    }
}
