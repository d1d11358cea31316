using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Loading;

/// <summary>What the loads of all tables share.</summary>
/// <param name="Server">The source.</param>
/// <param name="Writer">Asked before a file is published.</param>
/// <param name="Identity">Which database it is.</param>
/// <param name="Snapshot">The one view of all tables.</param>
/// <param name="Store">The source's folder in raw.</param>
/// <param name="Controls">Its control files.</param>
/// <param name="Progress">What <c>GET /tables</c> shows.</param>
/// <param name="Captured">Tables whose changes from the snapshot on are in the replication slot.</param>
/// <param name="LargeValues">See <see cref="Copying.LargeValueTurn"/>.</param>
/// <param name="Options">Sizes.</param>
internal sealed record LoadContext(
    SourceServer Server, WriterLock Writer, ServerIdentity Identity, SnapshotLease Snapshot, ObjectStore Store, ControlStore Controls, ProgressBoard Progress,
    IReadOnlySet<TableName> Captured, SemaphoreSlim LargeValues, LoadOptions Options);
