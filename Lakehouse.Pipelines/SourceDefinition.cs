namespace Lakehouse.Pipelines;

/// <summary>The database schema that is replicated.</summary>
/// <param name="Schema">Name of the Postgres schema, and of the folder between source and table in raw.</param>
public sealed record SourceDefinition(string Schema);
