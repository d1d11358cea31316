using System.Text;
using DuckDB.NET.Native;

namespace Lakehouse.Delta.Engine;

/// <summary>Rows of a query straight from DuckDB's vectors: a reader of values costs ten times more for checkpoints of 100,000 files.</summary>
/// <remarks>
/// A chunk holds up to 2048 rows. Each column is a vector: an array of fixed-width values with a bit mask of those that are not NULL. Texts are 16 bytes: length
/// and either the text itself (up to 12 bytes) or four bytes of it and a pointer.
/// </remarks>
internal sealed unsafe class NativeQuery : IDisposable
{
    private readonly DuckDBPreparedStatement statement;
    private readonly nint[] data;
    private readonly nint[] validity;
    private DuckDBResult result;
    private DuckDBDataChunk? chunk;

    /// <exception cref="InvalidDataException">DuckDB cannot run the query.</exception>
    public NativeQuery(DuckDbEngine engine, string sql, int columns)
    {
        (data, validity) = (new nint[columns], new nint[columns]);
        if (NativeMethods.PreparedStatements.DuckDBPrepare(engine.Connection.NativeConnection, sql, out statement) == DuckDBState.Error)
        {
            var message = NativeMethods.PreparedStatements.DuckDBPrepareError(statement);
            statement.Dispose();
            throw new InvalidDataException(message);
        }

        if (NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out result) == DuckDBState.Error)
        {
            var message = NativeMethods.Query.DuckDBResultError(ref result);
            Dispose();
            throw new InvalidDataException(message);
        }
    }

    /// <summary>Rows of the present chunk.</summary>
    public int Rows { get; private set; }

    /// <summary>Moves to the next chunk; false after the last.</summary>
    /// <exception cref="InvalidDataException">The query failed on its way.</exception>
    public bool NextChunk()
    {
        chunk?.Dispose();
        chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(result);
        Rows = chunk.IsInvalid ? 0 : (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
        if (Rows == 0)
        {
            return NativeMethods.Query.DuckDBResultError(ref result) is { Length: > 0 } failure ? throw new InvalidDataException(failure) : false;
        }

        for (var column = 0; column < data.Length; column++)
        {
            var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
            data[column] = (nint)NativeMethods.Vectors.DuckDBVectorGetData(vector);
            validity[column] = (nint)NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        }

        return true;
    }

    public bool IsNull(int column, int row) => validity[column] != 0 && (((ulong*)validity[column])[row / 64] & (1UL << (row % 64))) == 0;

    /// <summary>A VARCHAR's bytes; they hold until the next chunk.</summary>
    public ReadOnlySpan<byte> Utf8(int column, int row)
    {
        var text = (DuckDBString*)data[column] + row;
        return IsNull(column, row) ? default : new ReadOnlySpan<byte>(text->Data, text->Length);
    }

    public string? Text(int column, int row) => IsNull(column, row) ? null : Encoding.UTF8.GetString(Utf8(column, row));

    /// <summary>A BIGINT.</summary>
    public long? Int64(int column, int row) => IsNull(column, row) ? null : ((long*)data[column])[row];

    /// <summary>An INTEGER.</summary>
    public int? Int32(int column, int row) => IsNull(column, row) ? null : ((int*)data[column])[row];

    /// <summary>A BOOLEAN.</summary>
    public bool? Flag(int column, int row) => IsNull(column, row) ? null : ((byte*)data[column])[row] != 0;

    public void Dispose()
    {
        chunk?.Dispose();
        NativeMethods.Query.DuckDBDestroyResult(ref result);
        statement.Dispose();
    }
}
