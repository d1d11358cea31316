using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>
/// Finds values in statistics of the form in which all writers of flat tables give them: no blanks, no structs, no escapes. What has
/// another form is left to a JSON reader, which takes ten times as long.
/// <code>{"numRecords":3,"minValues":{"id":1,"name":"a"},"maxValues":{"id":3,"name":"c"},"nullCount":{"id":0,"name":1}}</code>
/// </summary>
/// <remarks>A quote inside a text is always escaped in JSON, so a name between two bare quotes with a colon behind it is a member's name.</remarks>
internal ref struct FlatStatistics
{
    /// <summary>The whole, minima, maxima and counts of nulls; a brace more, and something is nested, or in a text.</summary>
    private const int Braces = 4;

    private static ReadOnlySpan<byte> Prefix => "{\"numRecords\":"u8;

    private ReadOnlySpan<byte> min;
    private ReadOnlySpan<byte> max;
    private ReadOnlySpan<byte> nulls;

    /// <summary>Rows of the data file.</summary>
    public long Rows { get; private set; }

    /// <summary>A member's name as the form has it: <c>"id":</c>. Null of a name that JSON may write in several ways.</summary>
    public static byte[]? Key(string name) =>
        name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or ' ' or '-' or '.') ? Encoding.ASCII.GetBytes($"\"{name}\":") : null;

    /// <summary>Whether the statistics have the form.</summary>
    [MethodImpl(FirstCall.IsFast)]
    public bool TryOpen(ReadOnlySpan<byte> json)
    {
        if (!json.StartsWith(Prefix) || !json.EndsWith("}"u8) || json.Count((byte)'{') != Braces
            || !Utf8Parser.TryParse(json[Prefix.Length..], out long rows, out var length) || json[Prefix.Length + length] != (byte)',')
        {
            return false;
        }

        Rows = rows;
        var (first, second, third) = (json.IndexOf("\"minValues\":{"u8), json.IndexOf("\"maxValues\":{"u8), json.IndexOf("\"nullCount\":{"u8));
        if (first < 0 || second < 0 || third < 0)
        {
            return false;
        }

        // Each ends where another begins: a column that one of them lacks must not be found in the next.
        min = json[first..End(json, first, second, third)];
        max = json[second..End(json, second, first, third)];
        nulls = json[third..End(json, third, first, second)];
        return true;
    }

    /// <summary>Reads what is said of a column.</summary>
    /// <returns>False where a value is missing or of another form.</returns>
    [MethodImpl(FirstCall.IsFast)]
    public readonly bool TryRead(ReadOnlySpan<byte> key, out StatisticsValue low, out StatisticsValue high, out long nullCount)
    {
        nullCount = 0;
        high = default;
        return TryRead(min, key, out low) && TryRead(max, key, out high)
            && TryFind(nulls, key, out var count) && Utf8Parser.TryParse(count, out nullCount, out var length) && IsEnd(count, length);
    }

    [MethodImpl(FirstCall.IsFast)]
    private static bool TryRead(ReadOnlySpan<byte> values, ReadOnlySpan<byte> key, out StatisticsValue value)
    {
        value = default;
        if (!TryFind(values, key, out var found))
        {
            return false;
        }

        if (found[0] == (byte)'"')
        {
            var text = found[1..];
            var end = text.IndexOfAny((byte)'"', (byte)'\\');
            value = end >= 0 && text[end] == (byte)'"' ? new StatisticsValue(Encoding.UTF8.GetString(text[..end])) : default;
            return end >= 0 && text[end] == (byte)'"';
        }

        if (Utf8Parser.TryParse(found, out long number, out var length) && IsEnd(found, length))
        {
            value = new StatisticsValue(number);
            return true;
        }

        var stop = found.IndexOfAny((byte)',', (byte)'}');
        var isNumber = stop > 0 && (found[0] == (byte)'-' || char.IsAsciiDigit((char)found[0]));
        value = isNumber ? new StatisticsValue(Encoding.UTF8.GetString(found[..stop])) : default;
        return isNumber;
    }

    private static int End(ReadOnlySpan<byte> json, int start, int other, int another) =>
        Math.Min(other > start ? other : json.Length, another > start ? another : json.Length);

    /// <summary>What stands behind a name, at least a byte of it.</summary>
    [MethodImpl(FirstCall.IsFast)]
    private static bool TryFind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest)
    {
        var at = text.IndexOf(name);
        rest = at < 0 ? default : text[(at + name.Length)..];
        return rest.Length > 0;
    }

    private static bool IsEnd(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] is (byte)',' or (byte)'}';
}
