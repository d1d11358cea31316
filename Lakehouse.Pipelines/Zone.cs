namespace Lakehouse.Pipelines;

/// <summary>The zones whose tables a model may read.</summary>
public enum Zone
{
    /// <summary>The source's current state: one row per primary key.</summary>
    Staged,

    /// <summary>The same before cleaning, of tables that are cleaned by an SQL of their own.</summary>
    Source,

    /// <summary>What models make.</summary>
    Curated,
}
