using System.Globalization;
using System.Text.Json.Nodes;

namespace Lakehouse.Delta;

/// <summary>Gives columns their ids and physical names (PROTOCOL.md: Writer Requirements for Column Mapping).</summary>
internal static class ColumnMapper
{
    public const string Mode = "delta.columnMapping.mode";
    public const string MaxColumnId = "delta.columnMapping.maxColumnId";
    public const string Id = "delta.columnMapping.id";
    public const string PhysicalName = "delta.columnMapping.physicalName";

    /// <summary>The schema and metadata with an id and a physical name for each field that lacks one; unchanged where the table does not map.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="metadata">Properties, the highest id among them.</param>
    /// <param name="keepNames">Whether the physical names are the names: for the columns of files that are there already.</param>
    public static (StructType Schema, Metadata Metadata) Assign(StructType schema, Metadata metadata, bool keepNames)
    {
        if (metadata.Property(Mode) is null or "none")
        {
            return (schema, metadata);
        }

        var highest = Math.Max(
            int.TryParse(metadata.Property(MaxColumnId), CultureInfo.InvariantCulture, out var recorded) ? recorded : 0,
            schema.AllFields().Max(field => field.FieldId) ?? 0);
        var mapped = schema.Replace((_, field) =>
        {
            field = field.FieldId is null ? field.With(Id, JsonValue.Create(++highest)) : field;
            return field.Text(PhysicalName) is null ? field.With(PhysicalName, JsonValue.Create(keepNames ? field.Name : $"col-{Guid.NewGuid()}")) : field;
        });
        var properties = new Dictionary<string, string?>(metadata.Configuration, StringComparer.Ordinal) { [MaxColumnId] = highest.ToString(CultureInfo.InvariantCulture) };
        return (mapped, metadata with { Configuration = properties });
    }
}
