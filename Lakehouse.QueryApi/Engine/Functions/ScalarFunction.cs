using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>Computes one row.</summary>
/// <param name="arguments">The arguments' columns; none is NULL in the row.</param>
/// <param name="row">The row.</param>
/// <param name="result">Gets a value or NULL in the row.</param>
internal delegate void RowFunction(ColumnVector[] arguments, long row, ResultVector result);

/// <summary>A function of ours that statements call in the engine. It gives the same result for the same arguments, and NULL when one of them is.</summary>
/// <param name="Name">Its name in SQL.</param>
/// <param name="Parameters">Types of its arguments: <c>VARCHAR</c>, <c>BIGINT</c>, <c>VARCHAR[]</c> …</param>
/// <param name="Result">Type of its result.</param>
/// <param name="Compute">Computes a row.</param>
internal sealed record ScalarFunction(string Name, IReadOnlyList<FunctionType> Parameters, FunctionType Result, RowFunction Compute)
{
    /// <summary>Makes the function known to a database.</summary>
    /// <exception cref="InvalidOperationException">DuckDB does not take it.</exception>
    public unsafe void Register(DuckDBNativeConnection connection)
    {
        var function = NativeMethods.ScalarFunction.DuckDBCreateScalarFunction();
        try
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetName(function, Name);
            foreach (var parameter in Parameters)
            {
                using var type = parameter.Create();
                NativeMethods.ScalarFunction.DuckDBScalarFunctionAddParameter(function, type);
            }

            using var result = Result.Create();
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetReturnType(function, result);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Release);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetFunction(function, &Execute);
            if (NativeMethods.ScalarFunction.DuckDBRegisterScalarFunction(connection, function) != DuckDBState.Success)
            {
                throw new InvalidOperationException($"DuckDB did not take the function {Name}.");
            }
        }
        finally
        {
            NativeMethods.ScalarFunction.DuckDBDestroyScalarFunction(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    /// <summary>DuckDB calls it with up to 2,048 rows, on any thread. No exception may leave it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Execute(IntPtr info, IntPtr chunk, IntPtr output)
    {
        try
        {
            var function = (ScalarFunction)GCHandle.FromIntPtr(NativeMethods.ScalarFunction.DuckDBScalarFunctionGetExtraInfo(info)).Target!;
            function.Execute(new DuckDBDataChunk(chunk), output);
        }
        catch (FunctionException failed)
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetError(info, failed.Message);
        }
        catch (Exception unexpected)
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetError(info, $"{unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private void Execute(DuckDBDataChunk chunk, IntPtr output)
    {
        var arguments = new ColumnVector[Parameters.Count];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = new ColumnVector("", Parameters[index].Shape);
            arguments[index].Attach(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, index));
        }

        var result = new ResultVector(output);
        var rows = (long)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
        for (var row = 0L; row < rows; row++)
        {
            if (Array.Exists(arguments, argument => argument.IsNull(row)))
            {
                result.SetNull(row);
            }
            else
            {
                Compute(arguments, row, result);
            }
        }
    }
}
