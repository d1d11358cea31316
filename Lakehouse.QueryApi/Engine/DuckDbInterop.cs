using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Engine;

/// <summary>The functions of DuckDB's C API that DuckDB.NET's bindings leave out, or declare otherwise than DuckDB does.</summary>
internal static unsafe partial class DuckDbInterop
{
    private const string Library = "duckdb";

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
    public static partial DuckDBStatementType PreparedStatementType(DuckDBPreparedStatement statement);

    /// <summary>Binds text by length: the bindings' own function ends at the first NUL.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_bind_varchar_length")]
    public static partial DuckDBState BindText(DuckDBPreparedStatement statement, ulong index, byte* text, ulong length);

    /// <summary>The index of a named parameter. DuckDB writes 8 bytes; the bindings' own function has room for 4.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_bind_parameter_index", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DuckDBState ParameterIndex(DuckDBPreparedStatement statement, out ulong index, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_count")]
    public static partial ulong PreparedColumnCount(DuckDBPreparedStatement statement);

    /// <summary>The name of a result column, known before the statement runs.</summary>
    public static string PreparedColumnName(DuckDBPreparedStatement statement, ulong column) => Take(PreparedColumnNameText(statement, column)) ?? "";

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_logical_type")]
    public static partial DuckDBLogicalType PreparedColumnType(DuckDBPreparedStatement statement, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_param_logical_type")]
    public static partial DuckDBLogicalType ParameterType(DuckDBPreparedStatement statement, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_connection_get_arrow_options")]
    public static partial void ArrowOptions(DuckDBNativeConnection connection, out DuckDBArrowOptions options);

    [LibraryImport(Library, EntryPoint = "duckdb_create_selection_vector")]
    public static partial IntPtr CreateSelection(ulong size);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_selection_vector")]
    public static partial void DestroySelection(IntPtr selection);

    /// <summary>Where the numbers of the selected rows stand.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_selection_vector_get_data_ptr")]
    public static partial uint* SelectedRows(IntPtr selection);

    /// <summary>Makes a vector share the values of another.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_vector_reference_vector")]
    public static partial void Refer(IntPtr vector, IntPtr to);

    /// <summary>Leaves a vector the selected rows.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_slice_vector")]
    public static partial void Select(IntPtr vector, IntPtr selection, ulong rows);

    /// <summary>The name of a type alias such as <c>JSON</c>, or null.</summary>
    public static string? TypeAlias(DuckDBLogicalType type) => Take(LogicalTypeAlias(type));

    [LibraryImport(Library, EntryPoint = "duckdb_logical_type_set_alias", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetTypeAlias(DuckDBLogicalType type, string alias);

    /// <summary>Reads a text that DuckDB has allocated, and frees it.</summary>
    private static string? Take(byte* text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return Utf8StringMarshaller.ConvertToManaged(text);
        }
        finally
        {
            Free(text);
        }
    }

    [LibraryImport(Library, EntryPoint = "duckdb_logical_type_get_alias")]
    private static partial byte* LogicalTypeAlias(DuckDBLogicalType type);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_name")]
    private static partial byte* PreparedColumnNameText(DuckDBPreparedStatement statement, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    private static partial void Free(void* memory);
}
