using Lakehouse.Ingestor.Source;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor;

/// <summary>What is replicated, and where to.</summary>
/// <param name="Store">The source's folder in raw: <c>{raw}/{source}/</c>.</param>
/// <param name="Selection">Which tables.</param>
/// <param name="Options">How.</param>
internal sealed record ReplicationTarget(ObjectStore Store, TableSelection Selection, LoadOptions Options);
