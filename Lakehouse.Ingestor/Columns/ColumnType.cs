using ParquetSharp;
using ParquetSharp.Schema;

namespace Lakehouse.Ingestor.Columns;

/// <summary>How one Postgres type is stored in Parquet.</summary>
/// <param name="Name">The stored type, as docs/types.md names it: <c>int32</c>, <c>decimal(10,2)</c>, <c>string</c>.</param>
/// <param name="Physical">Parquet's physical type.</param>
/// <param name="Logical">Makes Parquet's logical type, a native object.</param>
/// <param name="Buffer">Makes the buffer that decodes this type.</param>
/// <param name="Width">Bytes of a fixed-length value, or -1.</param>
/// <param name="AsText">The load must ask Postgres for the output function's text instead of the binary form.</param>
internal sealed record ColumnType(string Name, PhysicalType Physical, Func<LogicalType> Logical, Func<ColumnBuffer> Buffer, int Width = -1, bool AsText = false)
{
    /// <summary>The column's place in a file's schema. Every column is optional: a deletion has no more than the key.</summary>
    public Node Node(string name)
    {
        using var logical = Logical();
        return new PrimitiveNode(name, Repetition.Optional, logical, Physical, Width);
    }
}
