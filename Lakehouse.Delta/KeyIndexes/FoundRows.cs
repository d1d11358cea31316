using System.Runtime.CompilerServices;
using DuckDB.NET.Native;

namespace Lakehouse.Delta.Engine;

/// <summary>Brings rows that indexes found into a temporary table of the engine: the table's columns and the rows' addresses.</summary>
internal sealed unsafe class FoundRows : IDisposable
{
    private const int BitsPerByte = 8;
    private const int ChunkRows = 2048; // what DuckDB's vectors hold

    private readonly RowSlots slots;
    private readonly DuckDBAppender appender;
    private readonly DuckDBLogicalType[] types;
    private readonly DuckDBDataChunk chunk;
    private readonly string table;
    private int rows;

    private FoundRows(DuckDBAppender appender, RowSlots slots, string table)
    {
        (this.appender, this.slots, this.table) = (appender, slots, table);
        types = [.. Enumerable.Range(0, slots.Slots.Count + 2).Select(column => NativeMethods.Appender.DuckDBAppenderColumnType(appender, (ulong)column))];
        chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk([.. types.Select(type => type.DangerousGetHandle())], (ulong)types.Length);
    }

    /// <summary>Fills a temporary table that is empty.</summary>
    /// <param name="engine">Has the table.</param>
    /// <param name="table">Its name; its columns are the slots' and <see cref="RowAddress"/>.</param>
    /// <param name="slots">How the indexes keep rows.</param>
    public static FoundRows Into(DuckDbEngine engine, string table, RowSlots slots) =>
        NativeMethods.Appender.DuckDBAppenderCreateExt(engine.Connection.NativeConnection, "temp", "main", table, out var appender) == DuckDBState.Success
            ? new FoundRows(appender, slots, table)
            : throw new InvalidOperationException($"The temporary table {table} cannot be filled with the rows that an index found.");

    /// <summary>The number that a row has in its file.</summary>
    public static long RowNumber(nint entry) => Unsafe.ReadUnaligned<int>((byte*)entry + RowSlots.RowNumber);

    /// <summary>Adds a row.</summary>
    /// <param name="index">Where it was found.</param>
    /// <param name="entry">Its entry there.</param>
    /// <param name="file">Number of its file.</param>
    public void Add(KeyIndexFile index, nint entry, int file)
    {
        for (var column = 0; column < slots.Slots.Count; column++)
        {
            Copy(index, (byte*)entry, column, NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column));
        }

        Address(slots.Slots.Count)[rows] = file;
        Address(slots.Slots.Count + 1)[rows] = RowNumber(entry);
        if (++rows == ChunkRows)
        {
            Append();
        }
    }

    /// <summary>Hands over the rows that are left.</summary>
    public void Complete()
    {
        Append();
        if (NativeMethods.Appender.DuckDBAppenderClose(appender) == DuckDBState.Error)
        {
            throw Refused();
        }
    }

    public void Dispose()
    {
        chunk.Dispose();
        appender.Dispose();
        foreach (var type in types)
        {
            type.Dispose();
        }
    }

    private long* Address(int column) => (long*)NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column));

    private void Copy(KeyIndexFile index, byte* entry, int column, nint vector)
    {
        var slot = slots.Slots[column];
        if ((entry[RowSlots.Nulls + (column / BitsPerByte)] & (1 << (column % BitsPerByte))) != 0)
        {
            NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
            NativeMethods.Vectors.DuckDBVectorGetValidity(vector)[rows / 64] &= ~(1UL << (rows % 64));
        }
        else if (slot.IsText)
        {
            var place = Unsafe.ReadUnaligned<long>(entry + slot.Place);
            NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(vector, (ulong)rows, index.Texts + place, Unsafe.ReadUnaligned<int>(entry + slot.Place + sizeof(long)));
        }
        else
        {
            Unsafe.CopyBlockUnaligned((byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector) + ((long)rows * slot.Width), entry + slot.Place, (uint)slot.Width);
        }
    }

    private void Append()
    {
        if (rows == 0)
        {
            return;
        }

        NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)rows);
        if (NativeMethods.Appender.DuckDBAppendDataChunk(appender, chunk) == DuckDBState.Error)
        {
            throw Refused();
        }

        NativeMethods.DataChunks.DuckDBDataChunkReset(chunk);
        rows = 0;
    }

    private InvalidOperationException Refused() => new($"DuckDB did not take the rows that an index found into the temporary table {table}.");
}
