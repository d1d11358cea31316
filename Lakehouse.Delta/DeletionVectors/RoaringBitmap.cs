using System.Buffers.Binary;
using System.Numerics;

namespace Lakehouse.Delta;

/// <summary>Reads 64-bit roaring bitmaps as deletion vectors hold them (protocol: Deletion Vector Format).</summary>
/// <remarks>
/// <code>
/// magic 1681511377 (LE int32) | number of 32-bit bitmaps (LE int64) | for each: high 32 bits (LE uint32), 32-bit bitmap
/// </code>
/// The 32-bit bitmaps follow the portable RoaringFormatSpec: a cookie, the keys and cardinalities of the containers, their
/// offsets, and the containers, each a sorted array, a bit set of 8192 bytes, or runs.
/// </remarks>
internal ref struct RoaringBitmap
{
    public const int PortableMagic = 1681511377;
    private const int NativeMagic = 1681511376;
    private const int CookieWithRuns = 12347;
    private const int CookieWithoutRuns = 12346;
    private const int MaxArrayLength = 4096;
    private const int BitSetBytes = 8192;

    private ReadOnlySpan<byte> rest;

    private RoaringBitmap(ReadOnlySpan<byte> bytes) => rest = bytes;

    /// <exception cref="InvalidDataException">The bytes are no bitmap.</exception>
    public static DeletionVector Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RoaringBitmap(bytes);
        var vector = new DeletionVector();
        switch (reader.Int32())
        {
            case PortableMagic: reader.ReadPortable(vector); break;
            case NativeMagic: throw new InvalidDataException("The bitmap has the native format, which the protocol does not use.");
            case var other: throw new InvalidDataException($"The bitmap starts with {other} instead of {PortableMagic}.");
        }

        return vector;
    }

    private void ReadPortable(DeletionVector vector)
    {
        var bitmaps = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
        if (bitmaps is < 0 or > int.MaxValue)
        {
            throw new InvalidDataException($"The bitmap has {bitmaps} parts.");
        }

        for (var i = 0L; i < bitmaps; i++)
        {
            var high = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
            if (high > int.MaxValue)
            {
                throw new InvalidDataException($"A part of the bitmap is for rows that no file has: {high}.");
            }

            ReadBitmap32((long)high << 32, vector);
        }
    }

    private void ReadBitmap32(long high, DeletionVector vector)
    {
        var cookie = Int32();
        ReadOnlySpan<byte> runFlags = default;
        int containers;
        if ((cookie & 0xFFFF) == CookieWithRuns)
        {
            containers = (int)((uint)cookie >> 16) + 1;
            runFlags = Take((containers + 7) / 8);
        }
        else if (cookie == CookieWithoutRuns)
        {
            containers = Int32();
        }
        else
        {
            throw new InvalidDataException($"A part of the bitmap starts with {cookie}.");
        }

        if (containers is < 0 or > 65536)
        {
            throw new InvalidDataException($"A part of the bitmap has {containers} containers.");
        }

        var header = Take(containers * 4);
        if (runFlags.IsEmpty || containers >= 4)
        {
            Take(containers * 4); // offsets of the containers: they follow one another
        }

        for (var i = 0; i < containers; i++)
        {
            var start = high | ((long)BinaryPrimitives.ReadUInt16LittleEndian(header[(i * 4)..]) << 16);
            var cardinality = BinaryPrimitives.ReadUInt16LittleEndian(header[((i * 4) + 2)..]) + 1;
            if (!runFlags.IsEmpty && (runFlags[i / 8] & (1 << (i % 8))) != 0)
            {
                ReadRuns(start, vector);
            }
            else if (cardinality <= MaxArrayLength)
            {
                ReadArray(start, cardinality, vector);
            }
            else
            {
                ReadBitSet(start, vector);
            }
        }
    }

    private void ReadRuns(long start, DeletionVector vector)
    {
        int runs = BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
        var bytes = Take(runs * 4);
        for (var i = 0; i < runs; i++)
        {
            vector.Append(start + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 4)..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[((i * 4) + 2)..]) + 1);
        }
    }

    private void ReadArray(long start, int cardinality, DeletionVector vector)
    {
        var bytes = Take(cardinality * 2);
        for (var i = 0; i < cardinality; i++)
        {
            vector.Append(start + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]), 1);
        }
    }

    private void ReadBitSet(long start, DeletionVector vector)
    {
        var bytes = Take(BitSetBytes);
        for (var i = 0; i < BitSetBytes / 8; i++)
        {
            for (var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]); word != 0;)
            {
                var first = BitOperations.TrailingZeroCount(word);
                var length = BitOperations.TrailingZeroCount(~(word >> first));
                length = Math.Min(length, 64 - first);
                vector.Append(start + (i * 64) + first, length);
                word = first + length >= 64 ? 0 : word & (ulong.MaxValue << (first + length));
            }
        }
    }

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw new InvalidDataException("The bitmap ends too early.");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
