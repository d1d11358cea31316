using System.Buffers.Text;

namespace Lakehouse.Ingestor.Columns;

/// <summary>Reads dates and times as Postgres prints them with DateStyle ISO and time zone UTC.</summary>
/// <remarks>
/// <c>2026-11-22</c>, <c>0044-03-15 BC</c>, <c>5874897-12-31</c>, <c>infinity</c>; <c>2026-11-22 20:35:13.5</c>,
/// with <c>+00</c> at the end for timestamptz.
/// </remarks>
internal static class PostgresTimeText
{
    private const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>Days since 2000-01-01, or an infinity.</summary>
    public static int ReadDate(ReadOnlySpan<byte> text)
    {
        if (IsInfinity(text, out var positive))
        {
            return positive ? PostgresTime.DateInfinity : PostgresTime.DateNegativeInfinity;
        }

        var beforeChrist = text.EndsWith(" BC"u8);
        return (int)Days(text, beforeChrist, out _);
    }

    /// <summary>Microseconds since 2000-01-01, or an infinity.</summary>
    public static long ReadTimestamp(ReadOnlySpan<byte> text)
    {
        if (IsInfinity(text, out var positive))
        {
            return positive ? PostgresTime.TimestampInfinity : PostgresTime.TimestampNegativeInfinity;
        }

        var beforeChrist = text.EndsWith(" BC"u8);
        var days = Days(text, beforeChrist, out var rest);
        var time = rest[1..]; // after the blank: HH:mm:ss[.ffffff][+00]
        var seconds = (Number(time[..2]) * 3600) + (Number(time.Slice(3, 2)) * 60) + Number(time.Slice(6, 2));
        long fraction = 0;
        if (time.Length > 8 && time[8] == (byte)'.')
        {
            var unit = 100_000;
            for (var i = 9; i < time.Length && char.IsAsciiDigit((char)time[i]); i++, unit /= 10)
            {
                fraction += (time[i] - '0') * unit;
            }
        }

        return (days * MicrosecondsPerDay) + (seconds * 1_000_000) + fraction;
    }

    private static bool IsInfinity(ReadOnlySpan<byte> text, out bool positive)
    {
        positive = text.SequenceEqual("infinity"u8);
        return positive || text.SequenceEqual("-infinity"u8);
    }

    private static long Days(ReadOnlySpan<byte> text, bool beforeChrist, out ReadOnlySpan<byte> rest)
    {
        var dash = text.IndexOf((byte)'-');
        var year = Number(text[..dash]);
        var month = Number(text.Slice(dash + 1, 2));
        var day = Number(text.Slice(dash + 4, 2));
        rest = text[(dash + 6)..];
        return DaysFromCivil(beforeChrist ? 1 - year : year, month, day) - PostgresTime.EpochDays;
    }

    private static long Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out long value, out var read) && read == digits.Length
            ? value
            : throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(digits)}' is not a number of a date or time. The session must use DateStyle ISO.");

    /// <summary>Days since 1970-01-01 of a date of the proleptic Gregorian calendar, in years of 1 March to end of February.</summary>
    private static long DaysFromCivil(long year, long month, long day)
    {
        year -= month <= 2 ? 1 : 0;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra - 719_468;
    }
}
