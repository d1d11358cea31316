using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>
/// Timestamps with a time zone. The engine's are instants without a zone: a zone that the statement writes is noted in the value's type and takes effect where
/// the clock is read (casts, fields, formats, truncation); a result cannot keep it.
/// </summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteZoned(Expression value, Expression zone)
    {
        var instant = WriteInstant(value);
        var name = Resolve(zone) switch
        {
            Literal { Kind: LiteralKind.Text, Text: var text } => text,
            IntervalLiteral { From: "HOUR", To: null, Text: var hours } offset when int.TryParse(hours, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => string.Create(CultureInfo.InvariantCulture, $"{(offset.IsNegative ^ number < 0 ? '-' : '+')}{Math.Abs(number):00}:00"),
            _ => throw NotSupported(zone.Offset, "AT TIME ZONE takes a zone that is written in the statement here."),
        };
        _ = CheckedZone(zone.Offset, name);
        return new($"CAST({instant.Sql} AS TIMESTAMPTZ)", TypeText.Moment("timestamp with time zone", instant.Base is "timestamp" or "timestamp with time zone" ? TypeText.Precision(instant.Type!) : 3, name is "+00:00" or "Z" ? "UTC" : name));
    }

    /// <summary>Hours or minutes by which a zone's clock is before UTC's; both have the sign of the offset.</summary>
    private Typed WriteZoneField(int offset, string field, Typed value)
    {
        if (value.Base != "timestamp with time zone")
        {
            throw value.Type is null || value.Base == "time with time zone"
                ? NotSupported(offset, $"{field.ToLowerInvariant()} of {Shown(value.Type)} is not available here; CAST(x AS timestamp(3) with time zone) tells the type.")
                : Mismatch(offset, $"Cannot extract {field.ToUpperInvariant()} from {Shown(value.Type)}");
        }

        var minutes = OffsetMinutes(TypeText.Zone(value.Type) ?? "UTC") is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"CASE WHEN {value.Sql} IS NOT NULL THEN CAST({known} AS BIGINT) END")
            : $"(CAST(epoch({Local(value).Sql}) - epoch({value.Sql}) AS BIGINT) // 60)";
        return new(field.Equals("TIMEZONE_HOUR", StringComparison.OrdinalIgnoreCase) ? $"(({minutes}) // 60)" : $"(({minutes}) % 60)", "bigint");
    }

    /// <summary>-570 of <c>-09:30</c>; null of a zone with a name.</summary>
    private static int? OffsetMinutes(string zone) => zone.Length == 6 && zone[0] is '+' or '-' && TimeSpan.TryParseExact(zone.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
        ? (zone[0] == '-' ? -1 : 1) * (int)offset.TotalMinutes : null;

    private string CheckedZone(int offset, string name) =>
        (name.Length == 6 && name[0] is '+' or '-') || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? name : throw Invalid(offset, $"'{name}' is not a valid time zone");

    /// <summary>A value whose instant alone matters: what zone a text names does not.</summary>
    private Typed WriteInstant(Expression expression) => Resolve(expression) is FunctionCall { Function: "from_iso8601_timestamp" or "from_iso8601_timestamp_nanos", Arguments: [var text] } call
        ? new($"trino_iso8601({Write(text).Sql})", TypeText.Moment("timestamp with time zone", call.Function == "from_iso8601_timestamp" ? 3 : 9))
        : Write(expression);

    /// <summary>A timestamp as its zone's clock shows it.</summary>
    private Typed WriteLocal(Expression expression)
    {
        var value = Write(expression);
        return value.Base == "timestamp with time zone" ? Local(value) : value;
    }

    private static Typed Local(Typed value) => new($"({value.Sql} AT TIME ZONE {ZoneName(TypeText.Zone(value.Type) ?? "UTC")})", TypeText.Moment("timestamp", TypeText.Precision(value.Type!)));

    /// <summary>The engine knows Etc/GMT-2 for +02:00: those names count the other way round.</summary>
    private static string ZoneName(string zone) => zone.Length == 6 && zone[0] is '+' or '-' && zone.EndsWith(":00", StringComparison.Ordinal) && int.TryParse(zone.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
        ? hours == 0 ? "'UTC'" : string.Create(CultureInfo.InvariantCulture, $"'Etc/GMT{(zone[0] == '+' ? '-' : '+')}{hours}'")
        : SqlText.Literal(zone);

    private static Typed WriteCastToTime(DataTypeName type, Typed value, string name, string target, string word)
    {
        var precision = name == "date" ? 6 : TypeText.Precision(name);
        var source = TypeText.Kind(value.Type);
        if (source is TypeKind.Text or TypeKind.Unknown)
        {
            // A text is read strictly, as Trino reads it: no T between day and time, no time behind a date.
            var reader = type.Base switch { "timestamp with time zone" => "zoned", "timestamp" => "timestamp", "date" => "date", _ => "time" };
            return new(Rounded($"{word}({(source == TypeKind.Unknown ? "trino_any_" : "trino_")}{reader}_text({value.Sql}) AS {target})", type.Base, precision), name);
        }

        var known = value.Base == "date" ? 0 : TypeText.Precision(value.Type!);
        var plain = value.Base == type.Base ? value.Sql : $"{word}({value.Sql} AS {target})";
        return new(known > precision ? Rounded(plain, type.Base, precision) : plain, value.Base == type.Base && TypeText.Zone(value.Type) is { } zone ? TypeText.Moment(type.Base, precision, zone) : name);
    }

    /// <summary>Digits that the type does not have are rounded away, halves up.</summary>
    private static string Rounded(string moment, string type, int precision) => type switch
    {
        "timestamp" or "timestamp with time zone" when precision < 6 => string.Create(CultureInfo.InvariantCulture, $"time_bucket(to_microseconds({Math.Pow(10, 6 - precision)}), {moment} + to_microseconds({Math.Pow(10, 6 - precision) / 2}))"),
        "time" when precision < 6 => string.Create(CultureInfo.InvariantCulture, $"CAST(time_bucket(to_microseconds({Math.Pow(10, 6 - precision)}), DATE '1970-01-01' + {moment} + to_microseconds({Math.Pow(10, 6 - precision) / 2})) AS TIME)"),
        _ => moment,
    };
}
