using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using NpgsqlTypes;

namespace Lakehouse.Ingestor;

/// <summary>What there is to do.</summary>
/// <param name="Tables">Every table found.</param>
/// <param name="Load">Tables that must be loaded.</param>
/// <param name="Resumable">Of these the ones whose load was interrupted and may go on, with their control files.</param>
/// <param name="Loaded">Tables that are loaded, with their control files.</param>
/// <param name="Captured">Of all these the tables whose changes are in the slot's stream.</param>
internal sealed record ReplicationPlan(
    IReadOnlyList<SourceTable> Tables, IReadOnlyList<SourceTable> Load, IReadOnlyDictionary<TableName, TableControl> Resumable, IReadOnlyList<(SourceTable Table, TableControl Control)> Loaded, IReadOnlySet<TableName> Captured)
{
    /// <summary>Whether a load that was interrupted can go on, should its snapshot still exist: once complete it must stand.</summary>
    public static bool CanGoOn(TableControl control, SourceTable table, CaptureSlot? slot, bool captured, bool publishedJustNow) =>
        control is { State: LoadState.Loading, Snapshot: not null } && control.SchemaFingerprint == table.Fingerprint
        && (slot is null || !captured || NpgsqlLogSequenceNumber.Parse(control.SnapshotLsn) >= slot.Confirmed)
        && Stands(control with { State = LoadState.Loaded }, table, slot, captured, publishedJustNow);

    /// <summary>
    /// A load stands as long as it is of this very table and, where changes are captured, as none can be missing between it and the stream.
    /// </summary>
    public static bool Stands(TableControl control, SourceTable table, CaptureSlot? slot, bool captured, bool publishedJustNow) =>
        control.State == LoadState.Loaded
        && control.RelationOid == table.Oid
        && (slot is null || !captured || (control.Captured && !publishedJustNow && NpgsqlLogSequenceNumber.Parse(control.SnapshotLsn) >= slot.Since));
}
