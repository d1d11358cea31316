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

    private Typed WriteField(int offset, string field, Expression value) => Fields.TryGetValue(field, out var template)
        ? new($"CAST({template.Replace("$", WriteLocal(value).Sql, StringComparison.Ordinal)} AS BIGINT)", "bigint")
        : throw (field is "TIMEZONE_HOUR" or "TIMEZONE_MINUTE" ? NotSupported(offset, $"EXTRACT({field} …) is not available here: values keep no time zone, all are shown in UTC.") : Invalid(offset, $"Invalid EXTRACT field: {field}"));

    private Typed WriteTime(FunctionCall call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "date":
                return new($"CAST({WriteLocal(arguments[0]).Sql} AS DATE)", "date");
            case "last_day_of_month":
                return new($"last_day({WriteLocal(arguments[0]).Sql})", "date");
            case "date_trunc":
                var moment = WriteLocal(arguments[1]);
                var unit = Unit(call, arguments[0]);
                return moment.Base == "time"
                    ? new($"CAST(date_trunc('{unit}', DATE '1970-01-01' + {moment.Sql}) AS TIME)", "time")
                    : new($"cast_to_type(date_trunc('{unit}', {moment.Sql}), {moment.Sql})", moment.Type);
            case "date_add":
                var start = Write(arguments[2]);
                return new($"cast_to_type({start.Sql} + {Units[Unit(call, arguments[0])].Replace("$", Write(arguments[1]).Sql, StringComparison.Ordinal)}, {start.Sql})", start.Type);
            case "date_diff":
                var (from, to) = (Write(arguments[1]), Write(arguments[2]));
                return new($"datesub('{Unit(call, arguments[0])}', {from.Sql}, {to.Sql})", "bigint");
            case "at_timezone":
                return new($"CAST({Write(arguments[0]).Sql} AS TIMESTAMPTZ)", "timestamp with time zone");
            case "from_unixtime":
                return arguments.Count == 3
                    ? throw NotSupported(call.Offset, "from_unixtime with hours and minutes is not available here; AT TIME ZONE is.")
                    : new($"to_timestamp(CAST({Write(arguments[0]).Sql} AS DOUBLE))", "timestamp with time zone");
            case "to_iso8601":
                var iso = WriteLocal(arguments[0]);
                var format = iso.Base switch
                {
                    "date" => "%Y-%m-%d",
                    "timestamp" => "%Y-%m-%dT%H:%M:%S.%g",
                    "timestamp with time zone" => "%Y-%m-%dT%H:%M:%S.%gZ",
                    _ => throw NotSupported(call.Offset, "to_iso8601 needs to know the type here: to_iso8601(CAST(x AS timestamp))."),
                };
                return new($"strftime({iso.Sql}, '{format}')", "varchar");
            case "date_format" or "format_datetime":
                return new($"strftime({AsMoment(WriteLocal(arguments[0]))}, {Pattern(call)})", "varchar");
            case "date_parse" or "parse_datetime":
                return WriteParse(call);
            default:
                return WriteField(call.Offset, call.Function, arguments[0]);
        }
    }

    private static string AsMoment(Typed value) => value.Type == "varchar" ? $"CAST({value.Sql} AS TIMESTAMP)" : value.Sql;

    /// <summary>What a pattern leaves out is that of 1970-01-01.</summary>
    private Typed WriteParse(FunctionCall call)
    {
        var pattern = Pattern(call);
        var text = Write(call.Arguments[0]).Sql;
        var hasYear = pattern.Contains("%Y", StringComparison.Ordinal) || pattern.Contains("%y", StringComparison.Ordinal) || pattern.Contains("%G", StringComparison.Ordinal);
        var parsed = hasYear ? $"strptime({text}, {pattern})" : $"strptime('1970 ' || {text}, '%Y ' || {pattern})";
        return call.Function == "date_parse" ? new($"CAST({parsed} AS TIMESTAMP)", "timestamp") : new($"CAST({parsed} AS TIMESTAMPTZ)", "timestamp with time zone");
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

    private string Unit(FunctionCall call, Expression unit) => Resolve(unit) is Literal { Kind: LiteralKind.Text, Text: var text } && Units.ContainsKey(text)
        ? text.ToLowerInvariant()
        : throw Invalid(call.Offset, $"{call.Function} takes a unit as text: {string.Join(", ", Units.Keys)}.");
}
