using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Engine;

/// <summary>Some rows of a chunk as a chunk of their own: it refers to the other's values and copies none.</summary>
internal sealed unsafe class ChunkSlice : IDisposable
{
    /// <summary>The most rows that a chunk of DuckDB's has.</summary>
    private const int MaxRows = 2_048;

    private readonly DuckDBDataChunk slice;
    private readonly int columns;
    private IntPtr selection;

    public ChunkSlice(IReadOnlyList<DuckDBLogicalType> types)
    {
        columns = types.Count;
        slice = NativeMethods.DataChunks.DuckDBCreateDataChunk([.. types.Select(type => type.DangerousGetHandle())], (ulong)types.Count);
        GC.KeepAlive(types);
        selection = DuckDbInterop.CreateSelection(MaxRows);
    }

    /// <summary>The rows; they live as long as <paramref name="chunk"/>, and until the next call.</summary>
    public DuckDBDataChunk Of(DuckDBDataChunk chunk, int from, int rows)
    {
        var selected = new Span<uint>(DuckDbInterop.SelectedRows(selection), rows);
        for (var row = 0; row < rows; row++)
        {
            selected[row] = (uint)(from + row);
        }

        return Select(chunk, rows);
    }

    /// <summary>Rows of any order; they live as long as <paramref name="chunk"/>, and until the next call.</summary>
    public DuckDBDataChunk Of(DuckDBDataChunk chunk, ReadOnlySpan<int> rows)
    {
        MemoryMarshal.Cast<int, uint>(rows).CopyTo(new Span<uint>(DuckDbInterop.SelectedRows(selection), rows.Length));
        return Select(chunk, rows.Length);
    }

    public void Dispose()
    {
        slice.Dispose();
        if (selection != IntPtr.Zero)
        {
            DuckDbInterop.DestroySelection(selection);
            selection = IntPtr.Zero;
        }
    }

    private DuckDBDataChunk Select(DuckDBDataChunk chunk, int rows)
    {
        for (var column = 0; column < columns; column++)
        {
            var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(slice, column);
            DuckDbInterop.Refer(vector, NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column));
            DuckDbInterop.Select(vector, selection, (ulong)rows);
        }

        NativeMethods.DataChunks.DuckDBDataChunkSetSize(slice, (ulong)rows);
        return slice;
    }
}
