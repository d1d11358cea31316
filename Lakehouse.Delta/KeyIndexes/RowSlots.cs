namespace Lakehouse.Delta.Engine;

/// <summary>How an index file keeps a row: one entry of fixed width, with the texts behind all entries.</summary>
/// <remarks>
/// <code>
/// hash of the key (8) | number of the row in its file (4) | NULL bits (1 for each 8 columns) | a slot for each column
/// slot: the value as DuckDB's vectors have it; of a text or binary: place behind the entries (8) and length (4)
/// </code>
/// </remarks>
internal sealed class RowSlots
{
    public const int HashBytes = 8;
    private const int RowNumberBytes = 4;
    private const int TextSlot = 12;
    private const int BitsPerByte = 8;

    private RowSlots(IReadOnlyList<RowSlot> slots, int width)
    {
        Slots = slots;
        Width = width;
    }

    /// <summary>The columns, in the table's order.</summary>
    public IReadOnlyList<RowSlot> Slots { get; }

    /// <summary>Bytes of an entry.</summary>
    public int Width { get; }

    /// <summary>Place of the row number in an entry.</summary>
    public static int RowNumber => HashBytes;

    /// <summary>Place of the NULL bits in an entry.</summary>
    public static int Nulls => HashBytes + RowNumberBytes;

    /// <returns>The slots, or null when a column has a type whose values are no plain bytes.</returns>
    public static RowSlots? Of(StructType schema)
    {
        var slots = new List<RowSlot>(schema.Fields.Count);
        var place = Nulls + ((schema.Fields.Count + BitsPerByte - 1) / BitsPerByte);
        foreach (var field in schema.Fields)
        {
            if (WidthOf(field.Type) is not { } width)
            {
                return null;
            }

            var isText = field.Type is PrimitiveType { Name: "string" or "binary" };
            slots.Add(new RowSlot(field.Name, place, width, isText));
            place += width;
        }

        return new RowSlots(slots, place);
    }

    /// <summary>Whether equal values of a type, and only those, have equal bytes, so that a hash finds them. Of floating-point numbers 0.0 equals -0.0.</summary>
    public static bool IsKey(DataType type) => WidthOf(type) is not null && type is not PrimitiveType { Name: "float" or "double" };

    /// <summary>Width of a value in DuckDB's vectors.</summary>
    private static int? WidthOf(DataType type) => type switch
    {
        PrimitiveType { Name: "boolean" or "byte" } => 1,
        PrimitiveType { Name: "short" } or DecimalType { Precision: <= 4 } => 2,
        PrimitiveType { Name: "integer" or "float" or "date" } or DecimalType { Precision: <= 9 } => 4,
        PrimitiveType { Name: "long" or "double" or "timestamp" or "timestamp_ntz" } or DecimalType { Precision: <= 18 } => 8,
        DecimalType => 16,
        PrimitiveType { Name: "string" or "binary" } => TextSlot,
        _ => null,
    };
}
