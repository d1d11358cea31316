using System.Runtime.CompilerServices;
using ParquetSharp;

namespace Lakehouse.Ingestor.Columns;

/// <summary>A column of byte strings, kept one behind the other in pinned blocks, because Parquet's writer takes pointers.</summary>
internal abstract class BytesBuffer : ColumnBuffer
{
    /// <summary>Blocks grow from one size to the other: a table may have 1,600 columns.</summary>
    private const int SmallestBlock = 1 << 12, LargestBlock = 1 << 18;

    private readonly List<byte[]> blocks = [];
    private ByteArray[] values = new ByteArray[InitialRows];
    private int count;
    private int block = -1;
    private int used;
    private int longest;

    public override int RowOverhead => 16; // a ByteArray

    public sealed override bool Repeats => ValueSample.Repeats(count, HashOf);

    public sealed override int Longest => longest;

    /// <summary>Room for one more value, to be filled by the caller before the next call.</summary>
    protected Span<byte> Append(int length)
    {
        if (block < 0 || blocks[block].Length - used < length)
        {
            NextBlock(length);
        }

        var room = blocks[block].AsSpan(used, length);
        if (count == values.Length)
        {
            Array.Resize(ref values, count * 2);
        }

        values[count++] = new ByteArray(Address(blocks[block], used), length);
        used += length;
        longest = Math.Max(longest, length);
        Present();
        return room;
    }

    /// <summary>Cuts the last value, whose length was only an upper bound.</summary>
    protected void Trim(int length)
    {
        var last = values[count - 1];
        used -= last.Length - length;
        values[count - 1] = new ByteArray(last.Pointer, length);
    }

    protected sealed override void Write(ColumnWriter writer, ReadOnlySpan<short> levels) =>
        ((ColumnWriter<ByteArray>)writer).WriteBatch(levels.Length, levels, [], values.AsSpan(0, count));

    protected sealed override void ClearValues()
    {
        // A block for one huge value is not kept for ever.
        blocks.RemoveAll(b => b.Length > LargestBlock);
        count = 0;
        longest = 0;
        block = blocks.Count > 0 ? 0 : -1;
        used = 0;
    }

    private unsafe int HashOf(int index)
    {
        var hash = default(HashCode);
        hash.AddBytes(new ReadOnlySpan<byte>((void*)values[index].Pointer, values[index].Length));
        return hash.ToHashCode();
    }

    private static unsafe IntPtr Address(byte[] pinned, int offset) =>
        (IntPtr)Unsafe.AsPointer(ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(pinned), offset));

    private void NextBlock(int length)
    {
        block++;
        used = 0;
        if (block == blocks.Count || blocks[block].Length < length)
        {
            // One byte more, so that an empty value at the end has an address inside the block.
            var size = block == 0 ? SmallestBlock : Math.Min(blocks[block - 1].Length * 2, LargestBlock);
            blocks.Insert(block, GC.AllocateUninitializedArray<byte>(Math.Max(size, length + 1), pinned: true));
        }
    }
}
