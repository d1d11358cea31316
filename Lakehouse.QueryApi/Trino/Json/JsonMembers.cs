using System.Buffers;
using System.Runtime.InteropServices;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>Puts the members of an object that was written into order, and drops those that a later one of the same name replaces.</summary>
internal static class JsonMembers
{
    /// <summary>Up to here each name is compared with each other, which needs no order.</summary>
    private const int FewMembers = 16;

    /// <summary>Arranges an object.</summary>
    /// <param name="output">Ends with the object's members, without its closing brace.</param>
    /// <param name="first">The place of its first member in <see cref="JsonBuffer.Members"/>; they are taken away.</param>
    /// <param name="isOrdered">By name; else in the order of the first ones.</param>
    public static void Arrange(JsonBuffer output, int first, bool isOrdered)
    {
        var members = CollectionsMarshal.AsSpan(output.Members)[first..];
        if (members.Length > 1 && !IsAscending(output, members) && (isOrdered || HasDuplicates(output, members)))
        {
            Rewrite(output, members, isOrdered);
        }

        output.Members.RemoveRange(first, members.Length);
    }

    private static bool IsAscending(JsonBuffer output, ReadOnlySpan<JsonBuffer.Member> members)
    {
        for (var index = 1; index < members.Length; index++)
        {
            if (Compare(output, members[index - 1], members[index]) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>There are names that stand twice, or so many names that ordering them finds it sooner.</summary>
    private static bool HasDuplicates(JsonBuffer output, ReadOnlySpan<JsonBuffer.Member> members)
    {
        for (var index = 1; index < members.Length; index++)
        {
            for (var earlier = 0; earlier < index; earlier++)
            {
                if (members.Length > FewMembers || AreSame(output, members[earlier], members[index]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Rewrite(JsonBuffer output, Span<JsonBuffer.Member> members, bool isOrdered)
    {
        var start = members[0].Start;
        members.Sort((a, b) => Compare(output, a, b) is not 0 and var names ? names : a.Order.CompareTo(b.Order));
        var last = 0;
        for (var index = 1; index < members.Length; index++)
        {
            // Of one name the last value, in the place of the first one.
            var isSame = Compare(output, members[last], members[index]) == 0;
            var order = isSame ? members[last].Order : members[index].Order;
            last += isSame ? 0 : 1;
            members[last] = members[index] with { Order = order };
        }

        var kept = members[..(last + 1)];
        if (!isOrdered)
        {
            kept.Sort((a, b) => a.Order.CompareTo(b.Order));
        }

        var arranged = ArrayPool<byte>.Shared.Rent(output.Length - start);
        var length = 0;
        foreach (var member in kept)
        {
            if (length > 0)
            {
                arranged[length++] = (byte)',';
            }

            output.Written[member.Start..member.End].CopyTo(arranged.AsSpan(length));
            length += member.End - member.Start;
        }

        output.Replace(start, arranged.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(arranged);
    }

    private static bool AreSame(JsonBuffer output, JsonBuffer.Member left, JsonBuffer.Member right) =>
        left.IsEscaped || right.IsEscaped ? Compare(output, left, right) == 0 : output.Written[left.Start..left.NameEnd].SequenceEqual(output.Written[right.Start..right.NameEnd]);

    /// <summary>By UTF-16 units, as Java orders texts.</summary>
    private static int Compare(JsonBuffer output, JsonBuffer.Member left, JsonBuffer.Member right)
    {
        var a = output.Written[(left.Start + 1)..(left.NameEnd - 1)];
        var b = output.Written[(right.Start + 1)..(right.NameEnd - 1)];
        if (left.IsEscaped || right.IsEscaped)
        {
            return string.CompareOrdinal(JsonText.Unescape(a), JsonText.Unescape(b));
        }

        var same = a.CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
        {
            return a.Length - b.Length;
        }

        // Pairs (four bytes, from F0 on) come before U+E000 to U+FFFF (EE, EF).
        var (x, y) = (a[same], b[same]);
        return x >= 0xEE && y >= 0xEE && x >= 0xF0 != y >= 0xF0 ? y - x : x - y;
    }
}
