using System.Text;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>The values of a row's partition columns in one text, made without memory of its own for each row.</summary>
/// <param name="columns">The partition columns.</param>
internal sealed class PartitionKey(ColumnVector[] columns)
{
    private char[] key = new char[256];

    /// <summary>The same for rows of the same values, another for others; it lives until the next call.</summary>
    public ReadOnlySpan<char> Of(int place)
    {
        var length = 0;
        Span<byte> buffer = stackalloc byte[ScalarText.MaxLength];
        foreach (var column in columns)
        {
            // Length first, so that ('a', 'bc') is not ('ab', 'c'); NULL has none.
            if (column.IsNull(place))
            {
                Reserve(length + 2);
                key[length++] = char.MaxValue;
                continue;
            }

            var at = length;
            var value = column.Type.Kind switch
            {
                DuckDBType.Varchar => column.Bytes(place),
                DuckDBType.Enum => ScalarText.Label(column, place),
                _ => buffer[..ScalarText.Format(column, place, buffer)],
            };
            Reserve(length + 2 + value.Length);
            length += 2 + Encoding.UTF8.GetChars(value, key.AsSpan(length + 2));
            (key[at], key[at + 1]) = ((char)((length - at) & 0x7FFF), (char)((length - at) >> 15));
        }

        return key.AsSpan(0, length);
    }

    private void Reserve(int length)
    {
        if (key.Length < length)
        {
            Array.Resize(ref key, Math.Max(length, key.Length * 2));
        }
    }
}
