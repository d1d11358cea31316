namespace Lakehouse.Delta;

/// <summary>Walks over schemas.</summary>
internal static class SchemaFields
{
    /// <summary>All fields at every depth, parents first.</summary>
    public static IEnumerable<StructField> AllFields(this DataType type) => type switch
    {
        StructType nested => nested.Fields.SelectMany(field => field.Type.AllFields().Prepend(field)),
        ArrayType array => array.ElementType.AllFields(),
        MapType map => map.KeyType.AllFields().Concat(map.ValueType.AllFields()),
        _ => [],
    };

    /// <summary>The types inside lists and maps, without going into structs, whose fields have types of their own.</summary>
    public static IEnumerable<DataType> Leaves(this DataType type) => type switch
    {
        ArrayType array => array.ElementType.Leaves(),
        MapType map => map.KeyType.Leaves().Concat(map.ValueType.Leaves()),
        _ => [type],
    };

    /// <summary>The schema with every field replaced, children first; the path holds the names of the parents.</summary>
    public static StructType Replace(this StructType schema, Func<IReadOnlyList<string>, StructField, StructField> replace) => (StructType)Replace(schema, [], replace);

    private static DataType Replace(DataType type, string[] path, Func<IReadOnlyList<string>, StructField, StructField> replace) => type switch
    {
        StructType nested => new StructType([.. nested.Fields.Select(field => replace(path, field with { Type = Replace(field.Type, [.. path, field.Name], replace) }))]),
        ArrayType array => array with { ElementType = Replace(array.ElementType, [.. path, "element"], replace) },
        MapType map => map with { KeyType = Replace(map.KeyType, [.. path, "key"], replace), ValueType = Replace(map.ValueType, [.. path, "value"], replace) },
        _ => type,
    };
}
