using System.Text.Json.Nodes;

namespace Lakehouse.Delta.Engine;

/// <summary>The columns that carry the ids and versions of rows from file to file (PROTOCOL.md: Row Tracking, materialized Row IDs).</summary>
/// <remarks>They are in scans with row addresses and in the rows of rewrites, never in the table's schema.</remarks>
internal static class RowIds
{
    public const string Id = "__lakehouse_row_id";
    public const string Version = "__lakehouse_row_commit_version";

    /// <summary>Both columns, under the names that files have for them; none where the table does not keep ids.</summary>
    /// <remarks>Where columns are found by field id alone, these, which have none, cannot be.</remarks>
    public static IReadOnlyList<StructField> Columns(Protocol protocol, Metadata metadata) =>
        protocol.Has("rowTracking") && metadata.IsOn(RowTracking.Enable) && metadata.Property(ColumnMapper.Mode) != "id"
        && metadata.Property(RowTracking.RowIdColumn) is { } id && metadata.Property(RowTracking.RowCommitVersionColumn) is { } version
            ? [Column(Id, id), Column(Version, version)]
            : [];

    /// <summary>Both columns of a table.</summary>
    public static IReadOnlyList<StructField> Columns(Snapshot snapshot) => Columns(snapshot.Protocol, snapshot.Metadata);

    public static bool IsOne(StructField field) => field.Name is Id or Version;

    private static StructField Column(string name, string physicalName) => new StructField(name, PrimitiveType.Long).With(ColumnMapper.PhysicalName, JsonValue.Create(physicalName));
}
