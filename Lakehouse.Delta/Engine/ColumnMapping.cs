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

    private readonly FieldNames? fileNames;
    private readonly bool plainVariants;

    private ColumnMapping(bool byId, bool renames, FieldNames? fileNames, bool plainVariants)
    {
        this.plainVariants = plainVariants;
        this.byId = byId;
        this.renames = renames;
        this.fileNames = fileNames;
    }

    /// <param name="snapshot">The table.</param>
    /// <param name="fileNames">What the files call the fields, where <see cref="FieldNames.Needed"/>.</param>
    /// <param name="plainVariants">Whether the files hold variants as plain structs.</param>
    /// <param name="withPlainColumns">
    /// Whether columns without field ids are read too. DuckDB finds all columns by id or all by name; then it is by physical name, which writers give files in
    /// both modes.
    /// </param>
    public static ColumnMapping Of(Snapshot snapshot, FieldNames? fileNames, bool plainVariants, bool withPlainColumns = false)
    {
        var mode = snapshot.Metadata.Property("delta.columnMapping.mode") ?? "none";
        var on = mode is "name" or "id" && (snapshot.Protocol.MinReaderVersion == 2 || snapshot.Protocol.Has("columnMapping"));
        return mode is "none" or "name" or "id"
            ? new ColumnMapping(on && mode == "id" && !withPlainColumns, on, fileNames, plainVariants)
            : throw new UnsupportedFeatureException($"The column mapping mode '{mode}' is not known.", $"columnMapping mode {mode}", snapshot.Location, snapshot.Version);
    }

    /// <summary>One entry of the <c>schema</c> parameter.</summary>
    public string SchemaEntry(StructField field)
    {
        var key = byId && field.FieldId is { } id ? id.ToString(System.Globalization.CultureInfo.InvariantCulture) : Sql.Text(PhysicalName(field));
        return $"{key}: {{name: {Sql.Text(field.Name)}, type: {Sql.Text(PhysicalType(field.Type))}, default_value: NULL}}";
    }

    /// <summary>One entry for a column outside the table's schema that files have under another name.</summary>
    public static string HiddenEntry(StructField field) =>
        $"{Sql.Text(field.PhysicalName)}: {{name: {Sql.Text(field.Name)}, type: {Sql.Text(DuckTypes.Of(field.Type))}, default_value: NULL}}";

    /// <summary>One entry for a column outside the table's schema.</summary>
    public static string PlainEntry(StructField field) =>
        $"{Sql.Text(field.Name)}: {{name: {Sql.Text(field.Name)}, type: {Sql.Text(DuckTypes.Of(field.Type))}, default_value: NULL}}";

    /// <summary>The expression with struct fields under their logical names.</summary>
    public string ToLogical(string expression, DataType type, int depth = 0)
    {
        if (!Converts(type))
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
            PrimitiveType { Name: "variant" } when plainVariants => $"CASE WHEN {expression} IS NOT NULL THEN variant_bytes_to_variant({expression}.metadata || {expression}.\"value\")::JSON END",
            PrimitiveType { Name: "variant" } => $"CASE WHEN {expression} IS NOT NULL THEN {expression}::JSON END", // the cast alone makes NULL a JSON null
            _ => $"ST_AsWKB({expression})",
        };
    }

    private string PhysicalName(StructField field) =>
        byId && field.FieldId is { } id && fileNames is not null && fileNames.ById.TryGetValue(id, out var name) ? name
        : renames ? field.PhysicalName : field.Name;

    private string PhysicalType(DataType type) => type switch
    {
        StructType { Fields.Count: > 0 } nested => $"STRUCT({string.Join(", ", nested.Fields.Select(field => $"{Sql.Name(PhysicalName(field))} {PhysicalType(field.Type)}"))})",
        ArrayType array => PhysicalType(array.ElementType) + "[]",
        MapType map => $"MAP({PhysicalType(map.KeyType)}, {PhysicalType(map.ValueType)})",
        PrimitiveType { Name: "variant" } => plainVariants ? "STRUCT(\"value\" BLOB, metadata BLOB)" : "VARIANT",
        PrimitiveType { IsSpatial: true } => "GEOMETRY",
        _ => DuckTypes.Of(type),
    };

    /// <summary>Whether the SELECT must do more than name the column.</summary>
    private bool Converts(DataType type) => type switch
    {
        StructType nested => nested.Fields.Any(field => field.Name != PhysicalName(field) || Converts(field.Type)),
        ArrayType array => Converts(array.ElementType),
        MapType map => Converts(map.KeyType) || Converts(map.ValueType),
        PrimitiveType primitive => primitive == PrimitiveType.Variant || primitive.IsSpatial,
        _ => false,
    };
}
