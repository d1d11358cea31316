using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace Lakehouse.Ingestor.Columns;

/// <summary><c>numeric(p,s)</c> with p ≤ 9.</summary>
internal sealed class Decimal32Buffer(int scale) : ValueBuffer<int>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Add(Numeric.TryReadBinary(value, scale, out long unscaled), unscaled);

    public override void AppendText(ReadOnlySpan<byte> value) => Add(Numeric.TryReadText(value, scale, out long unscaled), unscaled);

    private void Add(bool finite, long unscaled)
    {
        if (finite)
        {
            Append((int)unscaled);
            return;
        }

        Adjusted++;
        AppendNull();
    }
}

/// <summary><c>numeric(p,s)</c> with p ≤ 18.</summary>
internal sealed class Decimal64Buffer(int scale) : ValueBuffer<long>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Add(Numeric.TryReadBinary(value, scale, out long unscaled), unscaled);

    public override void AppendText(ReadOnlySpan<byte> value) => Add(Numeric.TryReadText(value, scale, out long unscaled), unscaled);

    private void Add(bool finite, long unscaled)
    {
        if (finite)
        {
            Append(unscaled);
            return;
        }

        Adjusted++;
        AppendNull();
    }
}

/// <summary><c>numeric(p,s)</c> with p ≤ 38: big-endian two's complement of a fixed length.</summary>
internal sealed class Decimal128Buffer(int scale, int width) : ColumnBuffer
{
    private byte[] values = GC.AllocateUninitializedArray<byte>(16 * InitialRows, pinned: true);
    private int used;

    public override bool Repeats => ValueSample.Repeats(used / width, HashOf);

    public override void AppendBinary(ReadOnlySpan<byte> value) => Add(Numeric.TryReadBinary(value, scale, out Int128 unscaled), unscaled);

    public override void AppendText(ReadOnlySpan<byte> value) => Add(Numeric.TryReadText(value, scale, out Int128 unscaled), unscaled);

    protected override unsafe void Write(ColumnWriter writer, ReadOnlySpan<short> levels)
    {
        var start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values)); // pinned
        var pointers = new FixedLenByteArray[used / width];
        for (var i = 0; i < pointers.Length; i++)
        {
            pointers[i] = new FixedLenByteArray((IntPtr)(start + (i * width)));
        }

        ((ColumnWriter<FixedLenByteArray>)writer).WriteBatch(levels.Length, levels, [], pointers);
    }

    protected override void ClearValues() => used = 0;

    private int HashOf(int index)
    {
        var hash = default(HashCode);
        hash.AddBytes(values.AsSpan(index * width, width));
        return hash.ToHashCode();
    }

    private void Add(bool finite, Int128 unscaled)
    {
        if (!finite)
        {
            Adjusted++;
            AppendNull();
            return;
        }

        if (values.Length - used < width)
        {
            var larger = GC.AllocateUninitializedArray<byte>(values.Length * 2, pinned: true);
            values.AsSpan(0, used).CopyTo(larger);
            values = larger;
        }

        Span<byte> whole = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(whole, unscaled);
        whole[(16 - width)..].CopyTo(values.AsSpan(used));
        used += width;
        Present();
    }
}
