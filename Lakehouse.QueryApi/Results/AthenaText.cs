using System.Globalization;
using System.Text;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>Values as Athena's result files show them.</summary>
internal static class AthenaText
{
    /// <summary>Formats a value that is not NULL.</summary>
    public static string Format(ColumnVector column, long row)
    {
        switch (column.Type.Kind)
        {
            case DuckDBType.Varchar:
                return Encoding.UTF8.GetString(column.Bytes(row));
            case DuckDBType.Enum:
                return Encoding.UTF8.GetString(ScalarText.Label(column, row));
            case DuckDBType.Blob:
                // 68 65 6c
                return string.Join(' ', column.Bytes(row).ToArray().Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
            case DuckDBType.Double:
                return JavaNumber.Format(column.Value<double>(row));
            case DuckDBType.Float:
                return JavaNumber.Format(column.Value<float>(row));
            case DuckDBType.Interval:
                return Interval(column.Value<DuckDBInterval>(row));
            case DuckDBType.List or DuckDBType.Array:
                var (start, length) = column.Range(row);
                return $"[{string.Join(", ", Enumerable.Range(0, (int)length).Select(index => Nested(column.Children[0], start + index)))}]";
            case DuckDBType.Map:
                var (first, count) = column.Range(row);
                return $"{{{string.Join(", ", Enumerable.Range(0, (int)count).Select(index => $"{Nested(column.Children[0], first + index)}={Nested(column.Children[1], first + index)}"))}}}";
            case DuckDBType.Struct:
                return $"{{{string.Join(", ", column.Children.Select((child, index) => $"{(child.Name.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"field{index}") : child.Name)}={Nested(child, row)}"))}}}";
            default:
                Span<byte> buffer = stackalloc byte[ScalarText.MaxLength];
                return Shorten(column.Type.Kind, Encoding.UTF8.GetString(buffer[..ScalarText.Format(column, row, buffer)]));
        }
    }

    private static string Nested(ColumnVector column, long row) => column.IsNull(row) ? "null" : Format(column, row);

    /// <summary>Times have milliseconds, more digits only where there are some.</summary>
    private static string Shorten(DuckDBType kind, string text)
    {
        if (kind is not (DuckDBType.Timestamp or DuckDBType.TimestampTz or DuckDBType.Time or DuckDBType.TimestampNs))
        {
            return text;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var end = text.IndexOf(' ', Math.Max(point, 0));
        end = end < 0 ? text.Length : end;
        return point >= 0 && end - point > 4 && text.AsSpan(point + 4, end - point - 4).Trim('0').IsEmpty ? text[..(point + 4)] + text[end..] : text;
    }

    /// <summary><c>1-2</c> for years and months, <c>3 04:05:06.000</c> for days and time.</summary>
    private static string Interval(DuckDBInterval interval)
    {
        if (interval.Months != 0)
        {
            var months = Math.Abs(interval.Months);
            return string.Create(CultureInfo.InvariantCulture, $"{(interval.Months < 0 ? "-" : "")}{months / 12}-{months % 12}");
        }

        var milliseconds = (interval.Days * 86_400_000L) + ((long)interval.Micros / 1_000);
        var time = Math.Abs(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(milliseconds < 0 ? "-" : "")}{time / 86_400_000} {time / 3_600_000 % 24:00}:{time / 60_000 % 60:00}:{time / 1_000 % 60:00}.{time % 1_000:000}");
    }
}
