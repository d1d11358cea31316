using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.C;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Engine;

/// <summary>Turns DuckDB's chunks into Arrow batches through the C data interface: no value is touched by managed code.</summary>
internal sealed unsafe class ArrowExport : IDisposable
{
    private readonly DuckDBArrowOptions options;

    /// <summary>Describes the columns.</summary>
    /// <exception cref="EngineException">A type has no counterpart in Arrow.</exception>
    public ArrowExport(DuckDBNativeConnection connection, IReadOnlyList<string> names, IReadOnlyList<DuckDBLogicalType> types)
    {
        DuckDbInterop.ArrowOptions(connection, out options);
        var handles = types.Select(type => type.DangerousGetHandle()).ToArray();
        var texts = names.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        var schema = CArrowSchema.Create();
        try
        {
            fixed (IntPtr* typesAt = handles, textsAt = texts)
            {
                using var error = NativeMethods.Arrow.DuckDBToArrowSchema(options, (IntPtr)typesAt, (IntPtr)textsAt, (ulong)handles.Length, (IntPtr)schema);
                Check(error);
            }

            Schema = CArrowSchemaImporter.ImportSchema(schema);
        }
        catch
        {
            options.Dispose();
            throw;
        }
        finally
        {
            CArrowSchema.Free(schema);
            System.Array.ForEach(texts, Marshal.FreeCoTaskMem);
            GC.KeepAlive(types);
        }
    }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <summary>The first rows of a chunk.</summary>
    /// <exception cref="EngineException">A value does not fit Arrow's form.</exception>
    public RecordBatch Convert(DuckDBDataChunk chunk, int rows)
    {
        NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)rows);
        var array = CArrowArray.Create();
        try
        {
            using var error = NativeMethods.Arrow.DuckDBDataChunkToArrow(options, chunk, (IntPtr)array);
            Check(error);
            return CArrowArrayImporter.ImportRecordBatch(array, Schema);
        }
        finally
        {
            CArrowArray.Free(array);
        }
    }

    public void Dispose() => options.Dispose();

    private static void Check(DuckDBErrorData error)
    {
        if (error is { IsInvalid: false, HasError: true })
        {
            throw EngineException.FromText(NativeMethods.ErrorData.DuckDBErrorDataMessage(error));
        }
    }
}
