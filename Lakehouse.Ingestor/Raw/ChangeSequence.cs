using System.Globalization;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Raw;

/// <summary><c>change_seq</c>: 16 hexadecimal digits of LSN and 16 of ordinal, so that text sorts in commit order.</summary>
internal static class ChangeSequence
{
    /// <summary>Length of the text.</summary>
    public const int Length = 32;

    /// <summary>
    /// The rows of a load. A transaction that commits at the snapshot's LSN is not in the snapshot, so the load counts
    /// as one byte earlier; the attempt makes a later load of an idle database sort later.
    /// </summary>
    public static string OfLoad(NpgsqlLogSequenceNumber snapshot, int attempt) => Text((ulong)snapshot - 1, ((ulong)attempt << 32) | 1);

    /// <summary>The <c>T</c> before the rows of a load.</summary>
    public static string OfReset(NpgsqlLogSequenceNumber snapshot, int attempt) => Text((ulong)snapshot - 1, (ulong)attempt << 32);

    private static string Text(ulong lsn, ulong ordinal) => string.Create(CultureInfo.InvariantCulture, $"{lsn:X16}{ordinal:X16}");
}
