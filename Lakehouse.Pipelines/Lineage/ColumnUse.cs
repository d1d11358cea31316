namespace Lakehouse.Pipelines.Lineage;

/// <summary>How a column's value comes from another column; the names are OpenLineage's.</summary>
public enum ColumnUse
{
    /// <summary>It is the same value.</summary>
    Identity,

    /// <summary>It is computed from the value in the same row.</summary>
    Transformation,

    /// <summary>It is computed from the values of several rows.</summary>
    Aggregation,

    /// <summary>The value decides in a CASE which other value is taken.</summary>
    Conditional,
}

/// <summary>How a column decides which rows there are; the names are OpenLineage's.</summary>
public enum RowInfluence
{
    /// <summary>It is in WHERE or HAVING.</summary>
    Filter,

    /// <summary>It is in the condition of a join.</summary>
    Join,

    /// <summary>Rows are grouped by it, or made distinct.</summary>
    GroupBy,

    /// <summary>Rows are sorted by it before a limit.</summary>
    Sort,

    /// <summary>A window is partitioned or ordered by it.</summary>
    Window,
}
