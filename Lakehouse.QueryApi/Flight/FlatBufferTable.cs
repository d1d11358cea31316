using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lakehouse.QueryApi.Flight;

/// <summary>
/// A table of a FlatBuffer, read in place. At its position stands the distance back to its vtable, which has two bytes for its own size,
/// two for the table's, and two for each member: where it stands in the table, or 0. Whatever has no size of its own stands elsewhere, as
/// far ahead as the four bytes of the member say.
/// </summary>
/// <param name="data">The whole buffer.</param>
/// <param name="position">Where the table begins.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct FlatBufferTable(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> data = data;

    /// <summary>The buffer's first table.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are no FlatBuffer; so for all members.</exception>
    public static FlatBufferTable Root(ReadOnlySpan<byte> data) => new(data, Follow(data, 0));

    /// <summary>A member of one byte; 0 where it is left out.</summary>
    public byte Byte(int member) => Place(member) is > 0 and var place ? data[place..][0] : (byte)0;

    /// <summary>A table that is a member; false where it is left out.</summary>
    public bool TryTable(int member, out FlatBufferTable table)
    {
        var place = Place(member);
        table = place > 0 ? new(data, Follow(data, place)) : default;
        return place > 0;
    }

    /// <summary>Length of a text or of a list; 0 where it is left out.</summary>
    public int Length(int member) => Place(member) is > 0 and var place ? Int32(data, Follow(data, place)) : 0;

    /// <summary>A table in a list of tables.</summary>
    public FlatBufferTable Item(int member, int index) => new(data, Follow(data, checked(Follow(data, Place(member)) + 4 + (4 * index))));

    private int Place(int member)
    {
        var vtable = checked(position - Int32(data, position));
        var entry = 4 + (2 * member);
        var offset = entry + 2 <= UInt16(data, vtable) ? UInt16(data, vtable + entry) : 0;
        return offset == 0 ? 0 : position + offset;
    }

    private static int Follow(ReadOnlySpan<byte> data, int place) => checked(place + Int32(data, place));

    private static int Int32(ReadOnlySpan<byte> data, int place) => BinaryPrimitives.ReadInt32LittleEndian(data[place..]);

    private static int UInt16(ReadOnlySpan<byte> data, int place) => BinaryPrimitives.ReadUInt16LittleEndian(data[place..]);
}
