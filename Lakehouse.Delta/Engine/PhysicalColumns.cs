using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>From the table's columns to those of data files: the way back of <see cref="ColumnMapping"/>.</summary>
internal static class PhysicalColumns
{
    /// <summary>Whether files hold columns under physical names and with field ids.</summary>
    public static bool IsMapped(Metadata metadata) => metadata.Property("delta.columnMapping.mode") is "name" or "id";

    /// <summary>The value with the fields of structs under their physical names, and without those that are in no file.</summary>
    public static string ToPhysical(string expression, DataType type, int depth = 0)
    {
        if (!Changes(type))
        {
            return expression;
        }

        var item = $"x{depth}";
        return type switch
        {
            StructType nested => $"CASE WHEN {expression} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", nested.Fields.Where(IsStored).Select(field =>
                $"{Sql.Name(field.PhysicalName)} := {ToPhysical($"struct_extract({expression}, {Sql.Text(field.Name)})", field.Type, depth)}"))}) END",
            ArrayType array => $"list_transform({expression}, lambda {item}: {ToPhysical(item, array.ElementType, depth + 1)})",
            MapType map => $"map_from_entries(list_transform(map_entries({expression}), lambda {item}: struct_pack(key := {ToPhysical($"{item}.key", map.KeyType, depth + 1)}, value := {ToPhysical($"{item}.value", map.ValueType, depth + 1)})))",
            PrimitiveType { Name: "variant" } => $"CASE WHEN {expression} IS NOT NULL THEN variant_to_parquet_variant(variant_normalize({expression}::VARIANT)) END", // a struct of value and metadata, not shredded; fields of objects in the order of their names, as the format demands
            _ => expression,
        };
    }

    /// <summary>The value of COPY's option FIELD_IDS, <c>{"col-1": 1, "col-2": {__duckdb_field_id: 2, "col-3": 3}}</c>; empty when no field has an id.</summary>
    public static string FieldIds(IEnumerable<StructField> fields)
    {
        var ids = Ids(fields);
        return ids.Length == 0 ? "" : $"{{{ids}}}";
    }

    /// <summary>Columns of type void are in no file.</summary>
    public static bool IsStored(StructField field) => field.Type != PrimitiveType.Void;

    private static string Ids(IEnumerable<StructField> fields) =>
        string.Join(", ", fields.Where(field => field.FieldId is not null && IsStored(field)).Select(field => $"{Sql.Name(field.PhysicalName)}: {Entry(field.FieldId, field.Type)}"));

    private static string Entry(int? id, DataType type)
    {
        var own = id is { } number ? string.Create(CultureInfo.InvariantCulture, $"__duckdb_field_id: {number}") : null;
        var inner = type switch
        {
            StructType nested => Ids(nested.Fields),
            ArrayType array when HasIds(array.ElementType) => $"element: {Entry(null, array.ElementType)}",
            MapType map => string.Join(", ", new[] { ("key", map.KeyType), ("value", map.ValueType) }.Where(part => HasIds(part.Item2)).Select(part => $"{part.Item1}: {Entry(null, part.Item2)}")),
            _ => "",
        };
        return inner.Length == 0 && id is not null ? id.Value.ToString(CultureInfo.InvariantCulture)
            : $"{{{string.Join(", ", new[] { own, inner }.Where(part => !string.IsNullOrEmpty(part)))}}}";
    }

    private static bool HasIds(DataType type) => type.AllFields().Any(field => field.FieldId is not null);

    private static bool Changes(DataType type) => type switch
    {
        StructType nested => nested.Fields.Any(field => field.Name != field.PhysicalName || !IsStored(field) || Changes(field.Type)),
        ArrayType array => Changes(array.ElementType),
        MapType map => Changes(map.KeyType) || Changes(map.ValueType),
        _ => type == PrimitiveType.Variant,
    };
}
