using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>A loaded table whose changes are captured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Oid">Its oid: a table made later under the same name is another.</param>
/// <param name="Key">Its primary key.</param>
/// <param name="Columns">Its columns as they were last recorded.</param>
/// <param name="Store">Its folder.</param>
/// <param name="Files">Names its files.</param>
/// <param name="Progress">What is known of it.</param>
/// <param name="SnapshotLsn">Its load has the transactions that committed before.</param>
/// <param name="Durable">Position of the last change in a published file, or null.</param>
internal sealed record CapturedTable(
    TableName Name, uint Oid, IReadOnlyList<string> Key, IReadOnlyList<ColumnControl> Columns, ObjectStore Store, RawFileSequence Files, TableProgress Progress, NpgsqlLogSequenceNumber SnapshotLsn, ChangeSequence? Durable)
{
    /// <summary>Whether a change is already in raw: in the load, or in a file published before a crash.</summary>
    public bool Has(ChangeSequence change) => change.Lsn < (ulong)SnapshotLsn || (Durable is { } durable && change <= durable);

    /// <summary>Finds out from the table's folder where its changes go on.</summary>
    public static async Task<CapturedTable> OpenAsync(SourceTable source, TableControl control, ObjectStore folder, TableProgress progress, CancellationToken cancellationToken)
    {
        var store = folder.At(RawNames.Folder(source.Name.Schema, source.Name.Table));
        var files = await RawFileSequence.ContinueAsync(store, cancellationToken);
        var durable = files.LastChangeFile is { } last ? await ChangeFile.ReadPositionAsync(store, last, cancellationToken) : null;
        return new CapturedTable(source.Name, source.Oid, source.Key, control.Columns, store, files, progress, NpgsqlLogSequenceNumber.Parse(control.SnapshotLsn), durable);
    }
}
