using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using NpgsqlTypes;

namespace Lakehouse.Ingestor;

/// <summary>What there is to do.</summary>
/// <param name="Tables">Every table found.</param>
/// <param name="Load">Tables that must be loaded.</param>
/// <param name="Loaded">Tables that are loaded, with their control files.</param>
/// <param name="Captured">Of all these the tables whose changes are in the slot's stream.</param>
internal sealed record ReplicationPlan(IReadOnlyList<SourceTable> Tables, IReadOnlyList<SourceTable> Load, IReadOnlyList<(SourceTable Table, TableControl Control)> Loaded, IReadOnlySet<TableName> Captured)
{
    /// <summary>
    /// A load stands as long as it is of this very table and, where changes are captured, as none can be missing between it and the stream.
    /// </summary>
    public static bool Stands(TableControl control, SourceTable table, CaptureSlot? slot, bool captured, bool publishedJustNow) =>
        control.State == LoadState.Loaded
        && control.RelationOid == table.Oid
        && (slot is null || !captured || (control.Captured && !publishedJustNow && NpgsqlLogSequenceNumber.Parse(control.SnapshotLsn) >= slot.Since));
}
