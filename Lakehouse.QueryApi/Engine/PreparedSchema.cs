using System.Globalization;
using Apache.Arrow;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Engine;

/// <summary>The columns and parameters of a prepared statement, in Arrow's types.</summary>
internal static class PreparedSchema
{
    /// <summary>Whether the columns are known: where one hangs on the type of a parameter, DuckDB names none of them.</summary>
    public static bool HasColumns(DuckDBPreparedStatement statement)
    {
        for (var index = 0UL; index < DuckDbInterop.PreparedColumnCount(statement); index++)
        {
            using var type = DuckDbInterop.PreparedColumnType(statement, index);
            if (!IsKnown(type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The columns of the rows.</summary>
    public static Schema OfColumns(DuckDBPreparedStatement statement, DuckDBNativeConnection connection) => Of(
        connection,
        (int)DuckDbInterop.PreparedColumnCount(statement),
        index => ColumnNames.Shown(DuckDbInterop.PreparedColumnName(statement, (ulong)index), index),
        index => DuckDbInterop.PreparedColumnType(statement, (ulong)index));

    /// <summary>A field for each parameter, by number; one whose type the statement does not tell is text.</summary>
    public static Schema OfParameters(DuckDBPreparedStatement statement, DuckDBNativeConnection connection) => Of(
        connection,
        (int)NativeMethods.PreparedStatements.DuckDBParams(statement),
        index => (index + 1).ToString(CultureInfo.InvariantCulture),
        index => DuckDbInterop.ParameterType(statement, (ulong)(index + 1)));

    private static Schema Of(DuckDBNativeConnection connection, int count, Func<int, string> name, Func<int, DuckDBLogicalType> type)
    {
        if (count == 0)
        {
            return new Schema([], null);
        }

        var types = new DuckDBLogicalType[count];
        try
        {
            for (var index = 0; index < count; index++)
            {
                types[index] = Known(type(index));
                // Types that cannot be returned are refused as they are when the statement runs.
                ColumnType.Read(types[index]);
            }

            using var export = new ArrowExport(connection, [.. Enumerable.Range(0, count).Select(name)], types);
            return export.Schema;
        }
        finally
        {
            System.Array.ForEach(types, found => found?.Dispose());
        }
    }

    private static DuckDBLogicalType Known(DuckDBLogicalType type)
    {
        if (IsKnown(type))
        {
            return type;
        }

        type.Dispose();
        return NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
    }

    private static bool IsKnown(DuckDBLogicalType type) => !type.IsInvalid && NativeMethods.LogicalType.DuckDBGetTypeId(type) is not (DuckDBType.Invalid or DuckDBType.Any or DuckDBType.SqlNull);
}
