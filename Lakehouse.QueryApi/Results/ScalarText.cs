using System.Globalization;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>Scalar values as UTF-8 text, the same in every format.</summary>
/// <remarks>docs/query.md states the forms.</remarks>
internal static class ScalarText
{
    /// <summary>Room enough for any value that is not text, binary or an enum label.</summary>
    public const int MaxLength = 96;

    /// <summary>Formats a value of fixed size.</summary>
    /// <returns>Number of bytes written.</returns>
    public static int Format(ColumnVector column, long row, Span<byte> target)
    {
        switch (column.Type.Kind)
        {
            case DuckDBType.Boolean:
                var truth = column.Value<byte>(row) != 0 ? "true"u8 : "false"u8;
                truth.CopyTo(target);
                return truth.Length;
            case DuckDBType.Float:
                return Format(column.Value<float>(row), target);
            case DuckDBType.Double:
                return Format(column.Value<double>(row), target);
            case DuckDBType.Decimal:
                return FormatDecimal(Digits(column, row, column.Type.Storage), column.Type.Scale, target);
            case DuckDBType.UnsignedHugeInt:
                column.Value<UInt128>(row).TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
                return length;
            case DuckDBType.Uuid:
                // Stored as a 128-bit integer whose top bit is flipped, so that it sorts.
                new Guid(Int128Bytes(column.Value<UInt128>(row) ^ (UInt128.One << 127)), bigEndian: true).TryFormat(target, out length);
                return length;
            case DuckDBType.Date:
                return CalendarText.FormatDate(column.Value<int>(row), target);
            case DuckDBType.Time:
                return CalendarText.FormatTime(column.Value<long>(row), 6, target);
            case DuckDBType.TimeTz:
                return CalendarText.FormatTimeWithZone(column.Value<ulong>(row), target);
            case DuckDBType.TimestampS:
                return CalendarText.FormatTimestamp(column.Value<long>(row), 0, target);
            case DuckDBType.TimestampMs:
                return CalendarText.FormatTimestamp(column.Value<long>(row), 3, target);
            case DuckDBType.Timestamp:
                return CalendarText.FormatTimestamp(column.Value<long>(row), 6, target);
            case DuckDBType.TimestampNs:
                return CalendarText.FormatTimestamp(column.Value<long>(row), 9, target);
            case DuckDBType.TimestampTz:
                length = CalendarText.FormatTimestamp(column.Value<long>(row), 6, target);
                " UTC"u8.CopyTo(target[length..]);
                return length + 4;
            case DuckDBType.Interval:
                return CalendarText.FormatInterval(column.Value<DuckDBInterval>(row), target);
            default:
                Digits(column, row, column.Type.Kind).TryFormat(target, out length, default, CultureInfo.InvariantCulture);
                return length;
        }
    }

    /// <summary>The integer in a column, or a decimal's digits.</summary>
    public static Int128 Digits(ColumnVector column, long row, DuckDBType storage) => storage switch
    {
        DuckDBType.TinyInt => column.Value<sbyte>(row),
        DuckDBType.SmallInt => column.Value<short>(row),
        DuckDBType.Integer => column.Value<int>(row),
        DuckDBType.BigInt => column.Value<long>(row),
        DuckDBType.UnsignedTinyInt => column.Value<byte>(row),
        DuckDBType.UnsignedSmallInt => column.Value<ushort>(row),
        DuckDBType.UnsignedInteger => column.Value<uint>(row),
        DuckDBType.UnsignedBigInt => column.Value<ulong>(row),
        DuckDBType.HugeInt => column.Value<Int128>(row),
        _ => throw new InvalidOperationException($"{storage} is not an integer type."),
    };

    /// <summary>The label of an enum value.</summary>
    public static ReadOnlySpan<byte> Label(ColumnVector column, long row) => column.Type.Labels[(int)Digits(column, row, column.Type.Storage)];

    private static int Format(double value, Span<byte> target)
    {
        value.TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    private static int Format(float value, Span<byte> target)
    {
        value.TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    private static int FormatDecimal(Int128 digits, int scale, Span<byte> target)
    {
        var length = 0;
        if (Int128.IsNegative(digits))
        {
            target[length++] = (byte)'-';
            digits = -digits;
        }

        Span<byte> text = stackalloc byte[48];
        digits.TryFormat(text, out var count, default, CultureInfo.InvariantCulture);
        var whole = count - scale;
        if (whole <= 0)
        {
            target[length++] = (byte)'0';
        }
        else
        {
            text[..whole].CopyTo(target[length..]);
            length += whole;
        }

        if (scale == 0)
        {
            return length;
        }

        target[length++] = (byte)'.';
        for (var zero = whole; zero < 0; zero++)
        {
            target[length++] = (byte)'0';
        }

        var fraction = text[Math.Max(whole, 0)..count];
        fraction.CopyTo(target[length..]);
        return length + fraction.Length;
    }

    private static byte[] Int128Bytes(UInt128 value)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }
}
