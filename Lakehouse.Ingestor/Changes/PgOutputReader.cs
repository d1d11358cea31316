using System.Buffers.Binary;
using System.Text;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Reads the fields of one pgoutput message: big-endian numbers, strings that end with 0.</summary>
internal ref struct PgOutputReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> message = message;

    /// <summary>Bytes taken so far.</summary>
    public int Position { get; private set; }

    public byte ReadByte() => message[Position++];

    public short ReadInt16()
    {
        var value = BinaryPrimitives.ReadInt16BigEndian(message[Position..]);
        Position += sizeof(short);
        return value;
    }

    public int ReadInt32()
    {
        var value = BinaryPrimitives.ReadInt32BigEndian(message[Position..]);
        Position += sizeof(int);
        return value;
    }

    public uint ReadUInt32() => unchecked((uint)ReadInt32());

    public long ReadInt64()
    {
        var value = BinaryPrimitives.ReadInt64BigEndian(message[Position..]);
        Position += sizeof(long);
        return value;
    }

    public ulong ReadUInt64() => unchecked((ulong)ReadInt64());

    public string ReadString()
    {
        var length = message[Position..].IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(message.Slice(Position, length));
        Position += length + 1;
        return text;
    }

    public void Skip(int count) => Position += count;
}
