using System.Buffers.Binary;
using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Copying;

/// <summary>Decodes COPY's binary format into column buffers, from pieces that end anywhere.</summary>
/// <remarks>
/// <c>PGCOPY\n\377\r\n\0</c>, 32 bits of flags, 32 bits length of a header extension, the extension; then per row 16 bits count of
/// fields and per field 32 bits length (-1 is NULL) and the value; in the end a count of -1. All big-endian.
/// </remarks>
internal sealed class BinaryCopyDecoder(TableName table, IReadOnlyList<SourceColumn> columns, ColumnBuffer[] first, LoadOptions limits)
{
    private const int HeaderLength = 19;

    private readonly int rowOverhead = first.Sum(buffer => buffer.RowOverhead);
    private ColumnBuffer[] buffers = first;
    private bool started;
    private bool large;
    private int next = -1; // the column that comes next, or -1 before a row

    private static ReadOnlySpan<byte> Signature => "PGCOPY\n\u00ff\r\n\0"u8;

    /// <summary>Complete rows in the buffers.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of the values in the buffers.</summary>
    public long Bytes { get; private set; }

    /// <summary>A row has ended and the buffers hold as much as a row group may: in rows, or in memory. A large value ends a row group.</summary>
    public bool IsFull => next < 0 && (large || Rows >= limits.RowGroupRows || Bytes + ((long)Rows * rowOverhead) >= limits.RowGroupBytes);

    /// <summary>The end of the rows was seen.</summary>
    public bool Finished { get; private set; }

    /// <summary>Bytes that must be there together before the next call can make progress.</summary>
    public int Wanted { get; private set; }

    /// <summary>Takes what it can and stops where a value is incomplete, or at the end of a row once the buffers are full.</summary>
    /// <returns>Bytes taken.</returns>
    /// <exception cref="InvalidDataException">The data is not what was asked for, or a value is too large.</exception>
    public int Decode(ReadOnlySpan<byte> data)
    {
        var position = 0;
        if (!started && !TryReadHeader(data, ref position))
        {
            return 0;
        }

        while (!Finished && !IsFull)
        {
            if (next < 0 && !TryStartRow(data, ref position))
            {
                break;
            }

            try
            {
                if (Finished || !TryReadFields(data, ref position))
                {
                    break;
                }
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                throw new InvalidDataException($"Could not load {table}: column '{columns[next].Name}' has a value that cannot be stored. {error.Message}", error);
            }

            next = -1;
            Rows++;
        }

        return position;
    }

    /// <summary>Hands the rows over and goes on with other, empty buffers.</summary>
    public DecodedRows Take(ColumnBuffer[] empty)
    {
        var full = new DecodedRows(buffers, Rows, Bytes);
        (buffers, Rows, Bytes, large) = (empty, 0, 0, false);
        return full;
    }

    private bool TryReadHeader(ReadOnlySpan<byte> data, ref int position)
    {
        if (!Has(data, 0, HeaderLength))
        {
            return false;
        }

        var extension = BinaryPrimitives.ReadInt32BigEndian(data[15..]);
        if (data[..6].SequenceEqual(Signature[..6]) is false || extension is < 0 or > 4096)
        {
            throw new InvalidDataException($"Could not read the rows of {table}: the server did not answer COPY in its binary format.");
        }

        if (!Has(data, 0, HeaderLength + extension))
        {
            return false;
        }

        position = HeaderLength + extension;
        started = true;
        return true;
    }

    private bool TryStartRow(ReadOnlySpan<byte> data, ref int position)
    {
        if (!Has(data, position, sizeof(short)))
        {
            return false;
        }

        var count = BinaryPrimitives.ReadInt16BigEndian(data[position..]);
        position += sizeof(short);
        if (count == -1)
        {
            Finished = true;
        }
        else if (count != buffers.Length)
        {
            throw new InvalidDataException($"Could not read the rows of {table}: a row has {count} fields instead of {buffers.Length}.");
        }

        next = 0;
        return true;
    }

    private bool TryReadFields(ReadOnlySpan<byte> data, ref int position)
    {
        var taken = position;
        for (; next < buffers.Length; next++)
        {
            if (data.Length - taken < sizeof(int))
            {
                Wanted = sizeof(int);
                position = taken;
                return false;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(data[taken..]);
            if (length < 0)
            {
                buffers[next].AppendNull();
                taken += sizeof(int);
                continue;
            }

            if (length > limits.MaxValueBytes)
            {
                throw TooLarge(length);
            }

            large |= length > LargeValueTurn.LargeBytes;

            if (data.Length - taken - sizeof(int) < length)
            {
                Wanted = sizeof(int) + length;
                position = taken;
                return false;
            }

            buffers[next].AppendBinary(data.Slice(taken + sizeof(int), length));
            taken += sizeof(int) + length;
        }

        Bytes += taken - position;
        position = taken;
        return true;
    }

    private bool Has(ReadOnlySpan<byte> data, int position, int length)
    {
        Wanted = length;
        return data.Length - position >= length;
    }

    private InvalidDataException TooLarge(int length) => new(
        $"Could not load {table}: column '{columns[next].Name}' has a value of {length:N0} bytes, more than the limit of {limits.MaxValueBytes:N0}. Raise Ingestor:MaxValueBytes, or exclude the table with Source:Exclude.");
}
