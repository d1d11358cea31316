using System.Numerics;
using Avro;
using Avro.Generic;
using Avro.IO;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>Writes rows of the current chunk as <see cref="AvroSchema"/> describes them, from where they stand in DuckDB's memory.</summary>
/// <param name="columns">The columns.</param>
/// <param name="schema">Their schema.</param>
internal sealed class AvroRows(ColumnVector[] columns, Schema schema) : DatumWriter<int>
{
    private const int Null = 0;

    private const int Value = 1;

    public Schema Schema => schema;

    public void Write(int datum, Encoder encoder)
    {
        foreach (var column in columns)
        {
            WriteOptional(column, datum, encoder);
        }
    }

    private static void WriteOptional(ColumnVector column, long row, Encoder encoder)
    {
        if (column.IsNull(row))
        {
            encoder.WriteUnionIndex(Null);
            encoder.WriteNull();
            return;
        }

        encoder.WriteUnionIndex(Value);
        switch (column.Type.Kind)
        {
            case DuckDBType.List or DuckDBType.Array:
                WriteArray(column, row, encoder);
                break;
            case DuckDBType.Map:
                WriteMap(column, row, encoder);
                break;
            case DuckDBType.Struct:
                Array.ForEach(column.Children, field => WriteOptional(field, row, encoder));
                break;
            default:
                WriteScalar(column, row, encoder);
                break;
        }
    }

    private static void WriteScalar(ColumnVector column, long row, Encoder encoder)
    {
        switch (column.Type.Kind)
        {
            case DuckDBType.Boolean:
                encoder.WriteBoolean(column.Value<byte>(row) != 0);
                break;
            case DuckDBType.Float:
                encoder.WriteFloat(column.Value<float>(row));
                break;
            case DuckDBType.Double:
                encoder.WriteDouble(column.Value<double>(row));
                break;
            case DuckDBType.Varchar or DuckDBType.Blob:
                // A text is its length and its UTF-8, as bytes are.
                encoder.WriteBytes(column.Bytes(row).ToArray());
                break;
            case DuckDBType.Enum:
                encoder.WriteBytes(ScalarText.Label(column, row).ToArray());
                break;
            case DuckDBType.Date:
                encoder.WriteInt(column.Value<int>(row));
                break;
            case DuckDBType.TimestampS:
                encoder.WriteLong(column.Value<long>(row) * 1_000);
                break;
            case DuckDBType.TimestampMs:
                encoder.WriteLong(column.Value<long>(row));
                break;
            case DuckDBType.Timestamp or DuckDBType.TimestampTz:
                encoder.WriteLong(Milliseconds(column.Value<long>(row), 1_000));
                break;
            case DuckDBType.TimestampNs:
                encoder.WriteLong(Milliseconds(column.Value<long>(row), 1_000_000));
                break;
            case DuckDBType.Decimal:
                WriteDigits(ScalarText.Digits(column, row, column.Type.Storage), encoder);
                break;
            case DuckDBType.UnsignedBigInt or DuckDBType.HugeInt:
                WriteDigits(ScalarText.Digits(column, row, column.Type.Kind), encoder);
                break;
            default:
                encoder.WriteLong((long)ScalarText.Digits(column, row, column.Type.Kind));
                break;
        }
    }

    /// <summary>Rounded down, also before 1970.</summary>
    private static long Milliseconds(long units, long perMillisecond) => (units / perMillisecond) - (units % perMillisecond < 0 ? 1 : 0);

    private static void WriteDigits(BigInteger digits, Encoder encoder) => encoder.WriteBytes(digits.ToByteArray(isBigEndian: true));

    private static void WriteArray(ColumnVector column, long row, Encoder encoder)
    {
        var (start, length) = column.Range(row);
        encoder.WriteArrayStart();
        encoder.SetItemCount(length);
        for (var index = start; index < start + length; index++)
        {
            encoder.StartItem();
            WriteOptional(column.Children[0], index, encoder);
        }

        encoder.WriteArrayEnd();
    }

    private static void WriteMap(ColumnVector column, long row, Encoder encoder)
    {
        var (start, length) = column.Range(row);
        encoder.WriteMapStart();
        encoder.SetItemCount(length);
        for (var index = start; index < start + length; index++)
        {
            encoder.StartItem();
            encoder.WriteBytes(column.Children[0].Bytes(index).ToArray());
            WriteOptional(column.Children[1], index, encoder);
        }

        encoder.WriteMapEnd();
    }
}
