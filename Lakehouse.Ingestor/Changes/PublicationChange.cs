using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Changes;

/// <summary>What became of the publication.</summary>
/// <param name="Added">Tables that were not published before: the stream lacks their earlier changes.</param>
/// <param name="Refused">Tables that could not be published, and why.</param>
internal sealed record PublicationChange(IReadOnlySet<TableName> Added, IReadOnlyDictionary<TableName, string> Refused);
