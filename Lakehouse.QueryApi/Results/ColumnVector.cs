using System.Text;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>A column of the current chunk: values in DuckDB's memory, addressed by row.</summary>
internal sealed unsafe class ColumnVector
{
    private byte* data;
    private ulong* validity;

    public ColumnVector(string name, ColumnType type)
    {
        Name = name;
        Type = type;
        Children = [.. type.Children.Select((child, index) => new ColumnVector(type.FieldNames.Count > 0 ? type.FieldNames[index] : "", child))];
        NameUtf8 = Encoding.UTF8.GetBytes(name);
    }

    public string Name { get; }

    public byte[] NameUtf8 { get; }

    public ColumnType Type { get; }

    /// <summary>The elements of lists and arrays; a map's keys and values; a struct's fields.</summary>
    public ColumnVector[] Children { get; }

    /// <summary>Points at the vector of a new chunk.</summary>
    public void Attach(IntPtr vector)
    {
        data = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        switch (Type.Kind)
        {
            case DuckDBType.List:
                Children[0].Attach(NativeMethods.Vectors.DuckDBListVectorGetChild(vector));
                break;
            case DuckDBType.Array:
                Children[0].Attach(NativeMethods.Vectors.DuckDBArrayVectorGetChild(vector));
                break;
            case DuckDBType.Map:
                // A map is a list of structs of key and value.
                var entries = NativeMethods.Vectors.DuckDBListVectorGetChild(vector);
                Children[0].Attach(NativeMethods.Vectors.DuckDBStructVectorGetChild(entries, 0));
                Children[1].Attach(NativeMethods.Vectors.DuckDBStructVectorGetChild(entries, 1));
                break;
            case DuckDBType.Struct:
                for (var index = 0; index < Children.Length; index++)
                {
                    Children[index].Attach(NativeMethods.Vectors.DuckDBStructVectorGetChild(vector, index));
                }

                break;
        }
    }

    public bool IsNull(long row) => Type.Kind == DuckDBType.SqlNull || (validity is not null && (validity[row >> 6] & (1UL << (int)(row & 63))) == 0);

    /// <summary>The value as the C struct or number that DuckDB keeps for the type.</summary>
    public T Value<T>(long row)
        where T : unmanaged => ((T*)data)[row];

    /// <summary>The bytes of a text or binary value; they live as long as the chunk.</summary>
    public ReadOnlySpan<byte> Bytes(long row)
    {
        // duckdb_string_t: 4 bytes length, then either the value (up to 12 bytes) or a prefix of 4 and a pointer.
        var text = data + (row * 16);
        var length = *(int*)text;
        return new ReadOnlySpan<byte>(length <= 12 ? text + 4 : *(byte**)(text + 8), length);
    }

    /// <summary>Where a list's or map's elements lie in <see cref="Children"/>.</summary>
    public (long Start, long Length) Range(long row)
    {
        if (Type.Kind == DuckDBType.Array)
        {
            return (row * Type.Length, Type.Length);
        }

        var entry = Value<DuckDBListEntry>(row);
        return ((long)entry.Offset, (long)entry.Length);
    }

    /// <summary>Bytes of the first rows' values, about.</summary>
    public long SizeOf(long rows)
    {
        switch (Type.Kind)
        {
            case DuckDBType.Varchar or DuckDBType.Blob:
                var bytes = rows * sizeof(int);
                for (var row = 0L; row < rows; row++)
                {
                    bytes += IsNull(row) ? 0 : *(int*)(data + (row * 16));
                }

                return bytes;
            case DuckDBType.List or DuckDBType.Map:
                var end = 0L;
                for (var row = 0L; row < rows; row++)
                {
                    var (start, length) = IsNull(row) ? default : Range(row);
                    end = Math.Max(end, start + length);
                }

                return (rows * sizeof(int)) + Children.Sum(child => child.SizeOf(end));
            case DuckDBType.Array:
                return Children[0].SizeOf(rows * Type.Length);
            case DuckDBType.Struct:
                return Children.Sum(child => child.SizeOf(rows));
            default:
                // Sixteen for the widest, and most have eight or fewer.
                return rows * sizeof(long);
        }
    }

    /// <summary>A text value, or null.</summary>
    public string? Text(long row) => IsNull(row) ? null : Encoding.UTF8.GetString(Bytes(row));
}
