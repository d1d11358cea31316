using System.Globalization;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Raw;

/// <summary>
/// <c>change_seq</c>: a position in the source's history. Its text is 16 hexadecimal digits of LSN and 16 of ordinal, so that
/// text sorts in commit order.
/// </summary>
/// <param name="Lsn">Of a change, the start of its transaction's commit record.</param>
/// <param name="Ordinal">Orders what shares an LSN.</param>
internal readonly record struct ChangeSequence(ulong Lsn, ulong Ordinal) : IComparable<ChangeSequence>
{
    /// <summary>Length of the text.</summary>
    public const int Length = 32;

    /// <summary>
    /// The rows of a load. A transaction that commits at the snapshot's LSN is not in the snapshot, so the load counts
    /// as one byte earlier; the attempt makes a later load of an idle database sort later.
    /// </summary>
    public static ChangeSequence OfLoad(NpgsqlLogSequenceNumber snapshot, int attempt) => new((ulong)snapshot - 1, ((ulong)attempt << 32) | 1);

    /// <summary>The <c>T</c> before the rows of a load.</summary>
    public static ChangeSequence OfReset(NpgsqlLogSequenceNumber snapshot, int attempt) => new((ulong)snapshot - 1, (ulong)attempt << 32);

    /// <exception cref="FormatException">The text is none.</exception>
    public static ChangeSequence Parse(string text) => text.Length == Length
        ? new(ulong.Parse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), ulong.Parse(text.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{text}' is no change_seq: it has not {Length} digits.");

    public static bool operator <=(ChangeSequence left, ChangeSequence right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ChangeSequence left, ChangeSequence right) => left.CompareTo(right) >= 0;

    public static bool operator <(ChangeSequence left, ChangeSequence right) => left.CompareTo(right) < 0;

    public static bool operator >(ChangeSequence left, ChangeSequence right) => left.CompareTo(right) > 0;

    public int CompareTo(ChangeSequence other) => Lsn != other.Lsn ? Lsn.CompareTo(other.Lsn) : Ordinal.CompareTo(other.Ordinal);

    /// <summary>Writes the text as UTF-8.</summary>
    public void Format(Span<byte> text)
    {
        _ = Lsn.TryFormat(text, out _, "X16", CultureInfo.InvariantCulture);
        _ = Ordinal.TryFormat(text[16..], out _, "X16", CultureInfo.InvariantCulture);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lsn:X16}{Ordinal:X16}");
}
