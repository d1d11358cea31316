using System.Text.Json.Nodes;

namespace Lakehouse.Delta;

/// <summary>What a table becomes when an earlier version of it is restored.</summary>
/// <remarks>
/// Schema, partitioning and properties become those of that version: its rows need not keep a constraint that came later. What may never go
/// back stays: the protocol, column mapping and the highest column id, names of row tracking columns, in-commit timestamps, and the last
/// numbers of identity columns.
/// </remarks>
internal static class RestoredShape
{
    private static readonly string[] Lasting =
    [
        ColumnMapper.Mode, ColumnMapper.MaxColumnId, RowTracking.RowIdColumn, RowTracking.RowCommitVersionColumn,
        InCommitTimestamps.Enable, InCommitTimestamps.StartVersion, InCommitTimestamps.StartTimestamp,
    ];

    public static TableShape Of(Snapshot present, Snapshot wanted)
    {
        var before = present.Metadata;
        var configuration = wanted.Metadata.Configuration.Where(entry => !Lasting.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal);
        foreach (var key in Lasting.Where(before.Configuration.ContainsKey))
        {
            configuration[key] = before.Configuration[key];
        }

        var schema = wanted.Schema.Replace((path, field) => path.Count == 0 ? WithLastNumber(field, present.Schema.Find(field.Name)) : field);
        var isSame = schema == present.Schema && wanted.Metadata.PartitionColumns.SequenceEqual(before.PartitionColumns)
            && configuration.Count == before.Configuration.Count && configuration.All(entry => before.Configuration.TryGetValue(entry.Key, out var value) && value == entry.Value);

        // Files of the time before column mapping have columns under their names.
        return isSame ? TableShape.Of(present)
            : TableShape.Of(present).With(ColumnMapper.Assign(schema, before, keepNames: true).Schema, wanted.Metadata with { Id = before.Id, Configuration = configuration });
    }

    private static StructField WithLastNumber(StructField field, StructField? present) =>
        field.Identity is { } identity && present?.Identity?.HighWaterMark is { } last && (identity.HighWaterMark is not { } own || (identity.Step > 0 ? last > own : last < own))
            ? field.With("delta.identity.highWaterMark", JsonValue.Create(last))
            : field;
}
