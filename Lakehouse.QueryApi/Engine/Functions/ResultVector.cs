using System.Text;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Trino.Json;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>Where a function of ours puts its results, in DuckDB's memory.</summary>
internal sealed unsafe class ResultVector(IntPtr vector)
{
    private void* data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
    private ulong* validity;
    private ResultVector? child;
    private long elements;

    /// <summary>Space for a text while it is made; empty for each row.</summary>
    public JsonBuffer Buffer { get; } = new();

    public void SetNull(long row)
    {
        if (validity is null)
        {
            NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
            validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        }

        validity[row >> 6] &= ~(1UL << (int)(row & 63));
    }

    /// <summary>A number or a boolean, of the result's C type.</summary>
    public void Set<T>(long row, T value)
        where T : unmanaged => ((T*)data)[row] = value;

    public void SetText(long row, ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text)
        {
            byte empty;
            NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(vector, (ulong)row, start is null ? &empty : start, text.Length);
        }
    }

    /// <summary>The text that was written to <see cref="Buffer"/>.</summary>
    public void SetText(long row)
    {
        SetText(row, Buffer.Written);
        Buffer.Clear();
    }

    public void SetText(long row, ReadOnlySpan<char> text)
    {
        Encoding.UTF8.GetBytes(text, Buffer);
        SetText(row);
    }

    /// <summary>A list of texts; null is NULL.</summary>
    public void SetList(long row, IReadOnlyList<byte[]?> texts)
    {
        var list = BeginList(row, texts.Count);
        foreach (var text in texts)
        {
            if (text is null)
            {
                list.SetNull(elements++);
            }
            else
            {
                list.SetText(elements++, text);
            }
        }

        NativeMethods.Vectors.DuckDBListVectorSetSize(vector, (ulong)elements);
    }

    /// <summary>A list of lists of texts.</summary>
    public void SetLists(long row, IReadOnlyList<IReadOnlyList<byte[]?>> lists)
    {
        var list = BeginList(row, lists.Count);
        foreach (var each in lists)
        {
            list.SetList(elements++, each);
        }

        NativeMethods.Vectors.DuckDBListVectorSetSize(vector, (ulong)elements);
    }

    private ResultVector BeginList(long row, int count)
    {
        Set(row, new DuckDBListEntry((ulong)elements, (ulong)count));
        NativeMethods.Vectors.DuckDBListVectorReserve(vector, (ulong)(elements + count));
        child ??= new ResultVector(NativeMethods.Vectors.DuckDBListVectorGetChild(vector));
        child.MoveAlong();
        return child;
    }

    /// <summary>More room may be elsewhere.</summary>
    private void MoveAlong()
    {
        data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
        validity = validity is null ? null : NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
    }
}
