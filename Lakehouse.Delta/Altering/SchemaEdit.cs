namespace Lakehouse.Delta.Engine;

/// <summary>Changes one place of a schema.</summary>
internal static class SchemaEdit
{
    /// <summary>The field at a path.</summary>
    /// <exception cref="SchemaMismatchException">There is none.</exception>
    public static StructField Find(StructType schema, IReadOnlyList<string> path)
    {
        StructField? found = null;
        Change(schema, path, field =>
        {
            found = field;
            return [field];
        });
        return found!;
    }

    /// <summary>The schema with other fields, or none, in place of the one at a path.</summary>
    /// <exception cref="SchemaMismatchException">There is no such field.</exception>
    public static StructType Change(StructType schema, IReadOnlyList<string> path, Func<StructField, IEnumerable<StructField>> change) =>
        (StructType)Descend(schema, path, path.Count - 1, parent =>
        {
            var field = parent.Find(path[^1]) ?? throw Missing(path, path.Count - 1);
            return new StructType([.. parent.Fields.SelectMany(item => ReferenceEquals(item, field) ? change(item) : [item])]);
        });

    /// <summary>The schema with another struct at a path; the empty path is the schema itself.</summary>
    /// <exception cref="SchemaMismatchException">There is no struct.</exception>
    public static StructType ChangeStruct(StructType schema, IReadOnlyList<string> path, Func<StructType, StructType> change) =>
        (StructType)Descend(schema, path, path.Count, change);

    private static DataType Descend(DataType type, IReadOnlyList<string> path, int depth, Func<StructType, StructType> change, int position = 0)
    {
        if (position == depth)
        {
            return type is StructType found ? change(found) : throw Missing(path, position);
        }

        var name = path[position];
        DataType Next(DataType inner) => Descend(inner, path, depth, change, position + 1);
        return type switch
        {
            StructType parent when parent.Find(name) is { } field => new StructType([.. parent.Fields.Select(item => ReferenceEquals(item, field) ? item with { Type = Next(item.Type) } : item)]),
            ArrayType array when name == "element" => array with { ElementType = Next(array.ElementType) },
            MapType map when name == "key" => map with { KeyType = Next(map.KeyType) },
            MapType map when name == "value" => map with { ValueType = Next(map.ValueType) },
            _ => throw Missing(path, position),
        };
    }

    private static SchemaMismatchException Missing(IReadOnlyList<string> path, int position) =>
        new($"The table has no column '{ColumnPath.Format(path)}': '{path[Math.Min(position, path.Count - 1)]}' is not there, or holds no columns.", null);
}
