using Apache.Arrow;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Engine;

/// <summary>The rows of a running statement, a chunk at a time, read in place from DuckDB's vectors.</summary>
internal sealed class ResultStream : ResultRows, IDisposable
{
    private readonly Interruption interruption;
    private readonly CancellationToken cancellationToken;
    private readonly DuckDBNativeConnection connection;
    private DuckDBResult result;
    private DuckDBDataChunk? chunk;
    private ArrowExport? export;
    private ArrowExport? exportOfFirst;
    private ChunkSlice? slice;
    private ChunkSlice? sliceOfFirst;

    private ResultStream(DuckDBResult result, DuckDBNativeConnection connection, Interruption interruption, CancellationToken cancellationToken)
    {
        this.result = result;
        this.connection = connection;
        this.interruption = interruption;
        this.cancellationToken = cancellationToken;
        var columns = new ColumnVector[(int)NativeMethods.Query.DuckDBColumnCount(ref result)];
        for (var index = 0; index < columns.Length; index++)
        {
            using var type = NativeMethods.Query.DuckDBColumnLogicalType(ref result, index);
            columns[index] = new ColumnVector(ColumnNames.Shown(NativeMethods.Query.DuckDBColumnName(ref result, index), index), ColumnType.Read(type));
        }

        Columns = columns;
    }

    /// <summary>The columns; their values are those of the current chunk.</summary>
    public override ColumnVector[] Columns { get; }

    /// <summary>Every row has been read.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Executes a prepared statement; rows are computed as they are read.</summary>
    public static ResultStream Start(DuckDBPreparedStatement statement, DuckDBNativeConnection connection, CancellationToken cancellationToken)
    {
        var interruption = new Interruption(connection, cancellationToken);
        try
        {
            var state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out var result);
            try
            {
                return state == DuckDBState.Success
                    ? new ResultStream(result, connection, interruption, cancellationToken)
                    : throw Error(ref result, cancellationToken);
            }
            catch
            {
                result.Close();
                throw;
            }
        }
        catch
        {
            interruption.Dispose();
            throw;
        }
    }

    private DuckDBDataChunk Chunk => chunk ?? throw new InvalidOperationException("No chunk has been read.");

    /// <summary>Reads the next chunk.</summary>
    /// <returns>Its number of rows; 0 at the end.</returns>
    public int NextChunk()
    {
        chunk?.Dispose();
        chunk = null;
        cancellationToken.ThrowIfCancellationRequested();
        var next = NativeMethods.Query.DuckDBFetchChunk(result);
        var rows = next.IsInvalid ? 0 : (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(next);
        if (rows == 0)
        {
            next.Dispose();
            if (!string.IsNullOrEmpty(NativeMethods.Query.DuckDBResultError(ref result)))
            {
                throw Error(ref result, cancellationToken);
            }

            AtEnd = true;
            return 0;
        }

        chunk = next;
        for (var index = 0; index < Columns.Length; index++)
        {
            Columns[index].Attach(NativeMethods.DataChunks.DuckDBDataChunkGetVector(next, index));
        }

        return rows;
    }

    public override int PlaceOf(int row) => row;

    public override RecordBatch ToArrow(int from, int rows) =>
        ExportOf(Columns.Length).Convert(from == 0 ? Chunk : SliceOf(Columns.Length).Of(Chunk, from, rows), rows);

    public override RecordBatch ToArrow(ReadOnlySpan<int> rows, int columns) => ExportOf(columns).Convert(SliceOf(columns).Of(Chunk, rows), rows.Length);

    public override Schema SchemaOf(int columns) => ExportOf(columns).Schema;

    public override long SizeOf(int rows) => Columns.Sum(column => column.SizeOf(rows));

    public void Dispose()
    {
        slice?.Dispose();
        sliceOfFirst?.Dispose();
        export?.Dispose();
        exportOfFirst?.Dispose();
        chunk?.Dispose();
        interruption.Dispose();
        result.Close();
    }

    /// <summary>For all columns or for the first ones, of which there is one number in a result.</summary>
    private ArrowExport ExportOf(int columns) => columns == Columns.Length ? export ??= CreateExport(columns) : exportOfFirst ??= CreateExport(columns);

    private ChunkSlice SliceOf(int columns) => columns == Columns.Length ? slice ??= CreateSlice(columns) : sliceOfFirst ??= CreateSlice(columns);

    private ArrowExport CreateExport(int columns) => WithTypes(columns, types => new ArrowExport(connection, [.. Columns[..columns].Select(column => column.Name)], types));

    private ChunkSlice CreateSlice(int columns) => WithTypes(columns, types => new ChunkSlice(types));

    private T WithTypes<T>(int columns, Func<DuckDBLogicalType[], T> create)
    {
        var types = new DuckDBLogicalType[columns];
        try
        {
            for (var index = 0; index < types.Length; index++)
            {
                types[index] = NativeMethods.Query.DuckDBColumnLogicalType(ref result, index);
            }

            return create(types);
        }
        finally
        {
            System.Array.ForEach(types, type => type?.Dispose());
        }
    }

    private static Exception Error(ref DuckDBResult result, CancellationToken cancellationToken)
    {
        var error = EngineException.FromText(NativeMethods.Query.DuckDBResultError(ref result));
        return error.IsInterrupt && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(error.Message, error, cancellationToken)
            : error;
    }
}
