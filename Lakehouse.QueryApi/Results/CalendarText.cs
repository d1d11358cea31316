using System.Globalization;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>Dates, times and intervals as text. DuckDB's years reach far beyond .NET's, so the calendar is computed here.</summary>
internal static class CalendarText
{
    /// <summary>A time zone offset of 16 hours less a second, in seconds: the largest one DuckDB stores.</summary>
    private const int MaxOffset = (16 * 60 * 60) - 1;

    /// <summary>Formats <c>2024-02-29</c>; years before 1 are negative, astronomical (0 is 1 BC).</summary>
    /// <param name="days">Days since 1970-01-01; the integer type's ends stand for infinity.</param>
    /// <param name="target">Receives UTF-8.</param>
    public static int FormatDate(int days, Span<byte> target) => days switch
    {
        int.MaxValue => Write("infinity", target),
        -int.MaxValue => Write("-infinity", target),
        _ => FormatDay(days, target),
    };

    /// <summary>Formats <c>2024-02-29 12:34:56.789000</c>.</summary>
    /// <param name="units">Units since 1970-01-01 00:00.</param>
    /// <param name="digits">Digits of a second that the unit resolves: 0, 3, 6 or 9.</param>
    /// <param name="target">Receives UTF-8.</param>
    public static int FormatTimestamp(long units, int digits, Span<byte> target)
    {
        if (units is long.MaxValue or -long.MaxValue)
        {
            return Write(units > 0 ? "infinity" : "-infinity", target);
        }

        var unitsOfDay = 86_400 * PowerOfTen(digits);
        var (day, time) = Math.DivRem(units, unitsOfDay);
        if (time < 0)
        {
            day--;
            time += unitsOfDay;
        }

        var length = FormatDay(day, target);
        target[length++] = (byte)' ';
        return length + FormatTime(time, digits, target[length..]);
    }

    /// <summary>Formats <c>12:34:56.789000</c>.</summary>
    public static int FormatTime(long units, int digits, Span<byte> target)
    {
        var perSecond = PowerOfTen(digits);
        var (seconds, fraction) = Math.DivRem(units, perSecond);
        Pad(seconds / 3600, 2, target);
        target[2] = (byte)':';
        Pad(seconds / 60 % 60, 2, target[3..]);
        target[5] = (byte)':';
        Pad(seconds % 60, 2, target[6..]);
        if (digits == 0)
        {
            return 8;
        }

        target[8] = (byte)'.';
        Pad(fraction, digits, target[9..]);
        return 9 + digits;
    }

    /// <summary>Formats <c>12:34:56.789000+02:00</c> from 40 bits of microseconds and 24 bits of <c>MaxOffset - offset</c>.</summary>
    public static int FormatTimeWithZone(ulong bits, Span<byte> target)
    {
        var length = FormatTime((long)(bits >> 24), 6, target);
        var offset = MaxOffset - (int)(bits & 0xFFFFFF);
        target[length++] = (byte)(offset < 0 ? '-' : '+');
        offset = Math.Abs(offset);
        Pad(offset / 3600, 2, target[length..]);
        target[length + 2] = (byte)':';
        Pad(offset / 60 % 60, 2, target[(length + 3)..]);
        return length + 5;
    }

    /// <summary>Formats an ISO 8601 duration: <c>P14M3DT1.500000S</c>; each part has its own sign.</summary>
    public static int FormatInterval(DuckDBInterval interval, Span<byte> target)
    {
        var micros = (long)interval.Micros;
        var (seconds, fraction) = Int128.DivRem(Int128.Abs(micros), 1_000_000);
        return Write(string.Create(CultureInfo.InvariantCulture, $"P{interval.Months}M{interval.Days}DT{(micros < 0 ? "-" : "")}{seconds}.{fraction:000000}S"), target);
    }

    /// <summary>Civil date of a day number: days are counted in eras of 400 years that begin on 1 March.</summary>
    private static int FormatDay(long days, Span<byte> target)
    {
        var shifted = days + 719_468;
        var era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1;
        var month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        var year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);

        var length = 0;
        if (year < 0)
        {
            target[length++] = (byte)'-';
            year = -year;
        }

        var width = 4;
        for (var limit = 10_000L; year >= limit; limit *= 10)
        {
            width++;
        }

        Pad(year, width, target[length..]);
        length += width;
        target[length] = (byte)'-';
        Pad(month, 2, target[(length + 1)..]);
        target[length + 3] = (byte)'-';
        Pad(day, 2, target[(length + 4)..]);
        return length + 6;
    }

    private static long PowerOfTen(int digits) => digits switch
    {
        0 => 1,
        3 => 1_000,
        6 => 1_000_000,
        _ => 1_000_000_000,
    };

    private static void Pad(long value, int width, Span<byte> target)
    {
        for (var index = width - 1; index >= 0; index--)
        {
            target[index] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private static int Write(string text, Span<byte> target) => System.Text.Encoding.UTF8.GetBytes(text, target);
}
