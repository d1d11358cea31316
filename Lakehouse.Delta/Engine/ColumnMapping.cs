namespace Lakehouse.Delta.Engine;

/// <summary>From the columns of data files to those of the table (protocol: Column Mapping).</summary>
/// <remarks>
/// DuckDB's <c>schema</c> parameter finds top-level columns by name, or by Parquet field id in id mode, gives NULL where a file
/// lacks one, and widens types. Fields inside structs keep their physical names and are renamed in the SELECT.
/// </remarks>
internal sealed class ColumnMapping
{
    private readonly bool byId;
    private readonly bool renames;

    private ColumnMapping(bool byId, bool renames)
    {
        this.byId = byId;
        this.renames = renames;
    }

    public static ColumnMapping Of(Snapshot snapshot)
    {
        var mode = snapshot.Metadata.Property("delta.columnMapping.mode") ?? "none";
        var on = mode is "name" or "id" && (snapshot.Protocol.MinReaderVersion == 2 || snapshot.Protocol.Has("columnMapping"));
        return mode is "none" or "name" or "id"
            ? new ColumnMapping(on && mode == "id", on)
            : throw new UnsupportedFeatureException($"The column mapping mode '{mode}' is not known.", $"columnMapping mode {mode}", snapshot.Location, snapshot.Version);
    }

    /// <summary>One entry of the <c>schema</c> parameter.</summary>
    public string SchemaEntry(StructField field)
    {
        var key = byId && field.FieldId is { } id ? id.ToString(System.Globalization.CultureInfo.InvariantCulture) : Sql.Text(PhysicalName(field));
        return $"{key}: {{name: {Sql.Text(field.Name)}, type: {Sql.Text(PhysicalType(field.Type))}, default_value: NULL}}";
    }

    /// <summary>The expression with struct fields under their logical names.</summary>
    public string ToLogical(string expression, DataType type, int depth = 0)
    {
        if (!HasRenamedField(type))
        {
            return expression;
        }

        var item = $"x{depth}";
        return type switch
        {
            StructType nested => $"CASE WHEN {expression} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", nested.Fields.Select(field =>
                $"{Sql.Name(field.Name)} := {ToLogical($"struct_extract({expression}, {Sql.Text(PhysicalName(field))})", field.Type, depth)}"))}) END",
            ArrayType array => $"list_transform({expression}, lambda {item}: {ToLogical(item, array.ElementType, depth + 1)})",
            MapType map => $"map_from_entries(list_transform(map_entries({expression}), lambda {item}: struct_pack(key := {ToLogical($"{item}.key", map.KeyType, depth + 1)}, value := {ToLogical($"{item}.value", map.ValueType, depth + 1)})))",
            _ => expression,
        };
    }

    private string PhysicalName(StructField field) => renames ? field.PhysicalName : field.Name;

    private string PhysicalType(DataType type) => DuckTypes.Of(Physical(type));

    private DataType Physical(DataType type) => type switch
    {
        StructType nested => new StructType([.. nested.Fields.Select(field => new StructField(PhysicalName(field), Physical(field.Type), field.Nullable))]),
        ArrayType array => array with { ElementType = Physical(array.ElementType) },
        MapType map => map with { KeyType = Physical(map.KeyType), ValueType = Physical(map.ValueType) },
        _ => type,
    };

    private bool HasRenamedField(DataType type) => renames && type switch
    {
        StructType nested => nested.Fields.Any(field => field.Name != PhysicalName(field) || HasRenamedField(field.Type)),
        ArrayType array => HasRenamedField(array.ElementType),
        MapType map => HasRenamedField(map.KeyType) || HasRenamedField(map.ValueType),
        _ => false,
    };
}
