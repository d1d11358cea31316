namespace Lakehouse.Ingestor.Source;

/// <summary>A relation as <c>pg_class</c> has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Oid">Its oid.</param>
/// <param name="Kind"><c>relkind</c>: r table, p partitioned, v view, m materialized view, f foreign.</param>
/// <param name="Persistence"><c>relpersistence</c>: p permanent, u unlogged.</param>
/// <param name="ReplicaIdentity"><c>relreplident</c>: d default, n nothing, f full, i index.</param>
/// <param name="Readable">The role may SELECT from it.</param>
internal sealed record FoundRelation(TableName Name, uint Oid, string Kind, string Persistence, string ReplicaIdentity, bool Readable);
