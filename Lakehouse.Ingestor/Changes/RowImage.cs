namespace Lakehouse.Ingestor.Changes;

/// <summary>Where the values of a row lie in a message. One is used again for every message.</summary>
/// <remarks>Count of columns (16 bits), and per column: <c>n</c> NULL, <c>u</c> unchanged TOAST, <c>t</c> text with length (32) and bytes.</remarks>
internal sealed class RowImage
{
    public const byte Null = (byte)'n', Unchanged = (byte)'u', Text = (byte)'t';

    private (byte Kind, int Start, int Length)[] fields = [];

    /// <summary>Columns.</summary>
    public int Count { get; private set; }

    /// <exception cref="InvalidDataException">A field has a form that was not asked for.</exception>
    public void Read(ref PgOutputReader reader)
    {
        Count = reader.ReadInt16();
        if (fields.Length < Count)
        {
            fields = new (byte, int, int)[Count];
        }

        for (var i = 0; i < Count; i++)
        {
            var kind = reader.ReadByte();
            var length = kind switch
            {
                Text => reader.ReadInt32(),
                Null or Unchanged => 0,
                _ => throw new InvalidDataException($"The server sent a value in form '{(char)kind}', which was not asked for."),
            };
            fields[i] = (kind, reader.Position, length);
            reader.Skip(length);
        }
    }

    public byte Kind(int column) => fields[column].Kind;

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> message, int column) => message.Slice(fields[column].Start, fields[column].Length);

    /// <summary>Whether a column has the same value in two images of one message.</summary>
    public bool Same(RowImage other, ReadOnlySpan<byte> message, int column) =>
        Kind(column) == Unchanged || other.Kind(column) == Unchanged
        || (Kind(column) == other.Kind(column) && Value(message, column).SequenceEqual(other.Value(message, column)));
}
