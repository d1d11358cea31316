using System.Buffers.Binary;
using System.Globalization;

namespace Lakehouse.Ingestor.Columns;

/// <summary><c>boolean</c>: one byte, or <c>t</c>/<c>f</c>.</summary>
internal sealed class BooleanBuffer : ValueBuffer<bool>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(value[0] != 0);

    public override void AppendText(ReadOnlySpan<byte> value) => Append(value[0] == (byte)'t');
}

/// <summary><c>smallint</c>, which Parquet stores in 32 bits.</summary>
internal sealed class Int16Buffer : ValueBuffer<int>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(BinaryPrimitives.ReadInt16BigEndian(value));

    public override void AppendText(ReadOnlySpan<byte> value) => Append(short.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}

/// <summary><c>integer</c>.</summary>
internal sealed class Int32Buffer : ValueBuffer<int>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(BinaryPrimitives.ReadInt32BigEndian(value));

    public override void AppendText(ReadOnlySpan<byte> value) => Append(int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}

/// <summary><c>bigint</c>.</summary>
internal sealed class Int64Buffer : ValueBuffer<long>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(BinaryPrimitives.ReadInt64BigEndian(value));

    public override void AppendText(ReadOnlySpan<byte> value) => Append(long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}

/// <summary><c>oid</c>: 32 bits without sign.</summary>
internal sealed class ObjectIdBuffer : ValueBuffer<long>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(BinaryPrimitives.ReadUInt32BigEndian(value));

    public override void AppendText(ReadOnlySpan<byte> value) => Append(uint.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture));
}

/// <summary><c>real</c>.</summary>
internal sealed class SingleBuffer : ValueBuffer<float>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(BinaryPrimitives.ReadSingleBigEndian(value));

    public override void AppendText(ReadOnlySpan<byte> value) => Append(float.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture));
}

/// <summary><c>double precision</c>.</summary>
internal sealed class DoubleBuffer : ValueBuffer<double>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(BinaryPrimitives.ReadDoubleBigEndian(value));

    public override void AppendText(ReadOnlySpan<byte> value) => Append(double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture));
}
