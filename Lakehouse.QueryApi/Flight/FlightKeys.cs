using Apache.Arrow;
using Apache.Arrow.Types;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Keys: the lake's tables declare none, so the lists that clients ask for are empty.</summary>
internal static class FlightKeys
{
    public static Schema PrimarySchema { get; } = new([Text("catalog_name"), Text("db_schema_name"), Text("table_name", false), Text("column_name", false), new Field("key_sequence", Int32Type.Default, false), Text("key_name")], null);

    public static Schema ForeignSchema { get; } = new(
        [
            Text("pk_catalog_name"), Text("pk_db_schema_name"), Text("pk_table_name", false), Text("pk_column_name", false),
            Text("fk_catalog_name"), Text("fk_db_schema_name"), Text("fk_table_name", false), Text("fk_column_name", false),
            new Field("key_sequence", Int32Type.Default, false), Text("fk_key_name"), Text("pk_key_name"),
            new Field("update_rule", UInt8Type.Default, false), new Field("delete_rule", UInt8Type.Default, false),
        ],
        null);

    /// <summary>No rows with these columns.</summary>
    public static RecordBatch None(Schema schema) => new(schema, schema.FieldsList.Select(field => ArrowArrayFactory.BuildArray(new ArrayData(field.DataType, 0, 0, 0, Buffers(field.DataType)))), 0);

    /// <summary>Validity, then offsets for text, then values.</summary>
    private static ArrowBuffer[] Buffers(IArrowType type) => type is StringType ? [ArrowBuffer.Empty, new ArrowBuffer.Builder<int>().Append(0).Build(), ArrowBuffer.Empty] : [ArrowBuffer.Empty, ArrowBuffer.Empty];

    private static Field Text(string name, bool isNullable = true) => new(name, StringType.Default, isNullable);
}
