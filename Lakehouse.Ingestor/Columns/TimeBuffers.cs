using System.Buffers.Binary;

namespace Lakehouse.Ingestor.Columns;

/// <summary><c>date</c>: days, from Postgres's 2000-01-01 to Parquet's 1970-01-01.</summary>
internal sealed class DateBuffer : ValueBuffer<int>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Append(PostgresTime.UnixDays(BinaryPrimitives.ReadInt32BigEndian(value)));

    public override void AppendText(ReadOnlySpan<byte> value) => Append(PostgresTime.UnixDays(PostgresTimeText.ReadDate(value)));
}

/// <summary><c>timestamp</c> and <c>timestamptz</c>: microseconds, from Postgres's 2000-01-01 to Parquet's 1970-01-01.</summary>
internal sealed class TimestampBuffer : ValueBuffer<long>
{
    public override void AppendBinary(ReadOnlySpan<byte> value) => Add(BinaryPrimitives.ReadInt64BigEndian(value));

    public override void AppendText(ReadOnlySpan<byte> value) => Add(PostgresTimeText.ReadTimestamp(value));

    /// <summary>Adds Postgres's microseconds.</summary>
    public void Add(long microseconds)
    {
        if (!PostgresTime.TryUnixMicroseconds(microseconds, out var unix))
        {
            Adjusted++;
        }

        Append(unix);
    }
}
