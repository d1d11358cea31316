using System.Collections.Concurrent;
using System.Text;
using DuckDB.NET.Native;

namespace Lakehouse.Delta.Engine;

/// <summary>Rows of a query straight from DuckDB's vectors: a reader of values costs ten times more for checkpoints of 100,000 files.</summary>
/// <remarks>
/// A chunk holds up to 2048 rows; while one is looked at, the next are decoded on a thread of their own. Each column is a vector: an array of fixed-width values with a bit mask of those that are not NULL. Texts are 16 bytes: length
/// and either the text itself (up to 12 bytes) or four bytes of it and a pointer.
/// </remarks>
internal sealed unsafe class NativeQuery : IDisposable
{
    private const int ChunksAhead = 4;

    private readonly DuckDBPreparedStatement statement;
    private readonly BlockingCollection<DuckDBDataChunk> ahead = new(ChunksAhead);
    private readonly CancellationTokenSource stopped = new();
    private readonly Task<string?> fetching = Task.FromResult<string?>(null);
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

        fetching = Task.Factory.StartNew(Fetch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Rows of the present chunk.</summary>
    public int Rows { get; private set; }

    /// <summary>Moves to the next chunk; false after the last.</summary>
    /// <exception cref="InvalidDataException">The query failed on its way.</exception>
    public bool NextChunk()
    {
        chunk?.Dispose();
        if (!ahead.TryTake(out chunk, Timeout.Infinite))
        {
            Rows = 0;
            return fetching.GetAwaiter().GetResult() is { } failure ? throw new InvalidDataException(failure) : false;
        }

        Rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
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

    /// <summary>A UBIGINT that is not NULL.</summary>
    public ulong UInt64(int column, int row) => ((ulong*)data[column])[row];

    /// <summary>The bytes of a value of fixed width that is not NULL; they hold until the next chunk.</summary>
    public ReadOnlySpan<byte> Value(int column, int row, int width) => new((byte*)data[column] + ((long)row * width), width);

    /// <summary>A BIGINT.</summary>
    public long? Int64(int column, int row) => IsNull(column, row) ? null : ((long*)data[column])[row];

    /// <summary>An INTEGER.</summary>
    public int? Int32(int column, int row) => IsNull(column, row) ? null : ((int*)data[column])[row];

    /// <summary>A BOOLEAN.</summary>
    public bool? Flag(int column, int row) => IsNull(column, row) ? null : ((byte*)data[column])[row] != 0;

    public void Dispose()
    {
        stopped.Cancel();
        fetching.GetAwaiter().GetResult();
        foreach (var unread in ahead)
        {
            unread.Dispose();
        }

        ahead.Dispose();
        stopped.Dispose();
        chunk?.Dispose();
        NativeMethods.Query.DuckDBDestroyResult(ref result);
        statement.Dispose();
    }

    /// <returns>Why the query failed on its way, or null.</returns>
    private string? Fetch()
    {
        try
        {
            while (true)
            {
                var next = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(result);
                if (next.IsInvalid || NativeMethods.DataChunks.DuckDBDataChunkGetSize(next) == 0)
                {
                    next.Dispose();
                    return NativeMethods.Query.DuckDBResultError(ref result) is { Length: > 0 } failure ? failure : null;
                }

                if (!Offer(next))
                {
                    return null;
                }
            }
        }
        finally
        {
            ahead.CompleteAdding();
        }
    }

    /// <returns>False when nobody wants it any more.</returns>
    private bool Offer(DuckDBDataChunk next)
    {
        try
        {
            ahead.Add(next, stopped.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            next.Dispose();
            return false;
        }
    }
}
