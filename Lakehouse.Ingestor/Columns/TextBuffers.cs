using System.Buffers.Text;

namespace Lakehouse.Ingestor.Columns;

/// <summary>Types whose binary form is their text, and all that are cast to text.</summary>
internal sealed class TextBuffer : BytesBuffer
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => value.CopyTo(Append(value.Length));

    public override void AppendText(ReadOnlySpan<byte> value) => AppendBinary(value);
}

/// <summary><c>jsonb</c>: its binary form is a version byte and the text.</summary>
internal sealed class JsonbBuffer : BytesBuffer
{
    private const byte Version = 1;

    public override void AppendBinary(ReadOnlySpan<byte> value)
    {
        if (value[0] != Version)
        {
            throw new FormatException($"jsonb came in version {value[0]}, but only version {Version} is known. Update the Ingestor.");
        }

        value[1..].CopyTo(Append(value.Length - 1));
    }

    public override void AppendText(ReadOnlySpan<byte> value) => value.CopyTo(Append(value.Length));
}

/// <summary><c>uuid</c> as text, because Spark and Delta have no such type.</summary>
internal sealed class UuidBuffer : BytesBuffer
{
    private const int TextLength = 36;

    public override void AppendBinary(ReadOnlySpan<byte> value) =>
        _ = Utf8Formatter.TryFormat(new Guid(value, bigEndian: true), Append(TextLength), out _);

    public override void AppendText(ReadOnlySpan<byte> value) => value.CopyTo(Append(value.Length));
}

/// <summary><c>bytea</c>; its text is <c>\xDEADBEEF</c> in hexadecimal.</summary>
internal sealed class ByteaBuffer : BytesBuffer
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => value.CopyTo(Append(value.Length));

    public override void AppendText(ReadOnlySpan<byte> value) =>
        _ = Convert.FromHexString(value[2..], Append((value.Length - 2) / 2), out _, out _);
}
