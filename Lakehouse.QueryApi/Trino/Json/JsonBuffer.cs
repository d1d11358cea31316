using System.Buffers;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>A text that is being made, of which a part can be taken back; it keeps its memory from row to row.</summary>
internal sealed class JsonBuffer : IBufferWriter<byte>
{
    private byte[] bytes = new byte[256];

    /// <summary>Bytes that were written.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>What was written; it stays so until more is.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => bytes.AsMemory(0, Length);

    /// <summary>Members of the objects that are open, the innermost last.</summary>
    public List<Member> Members { get; } = [];

    public void Clear()
    {
        Length = 0;
        Members.Clear();
    }

    /// <summary>Replaces all from a place on.</summary>
    public void Replace(int start, ReadOnlySpan<byte> text)
    {
        Length = start;
        this.Write(text);
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        if (bytes.Length - Length < Math.Max(sizeHint, 1))
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + sizeHint));
        }
    }

    /// <summary>Where <c>"name":value</c> lies in the text.</summary>
    /// <param name="Start">Its name's opening quote.</param>
    /// <param name="NameEnd">Behind its name's closing quote.</param>
    /// <param name="End">Behind its value.</param>
    /// <param name="Order">Its place in the object.</param>
    /// <param name="IsEscaped">Its name may have escapes.</param>
    internal readonly record struct Member(int Start, int NameEnd, int End, int Order, bool IsEscaped);
}
