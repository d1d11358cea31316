namespace Lakehouse.Delta.Engine;

/// <summary>A replacement of part of a table.</summary>
public sealed record ReplaceWhereSpec
{
    /// <summary>Which rows of the table go, as a DuckDB SQL condition over its columns. Rows for which it is NULL stay.</summary>
    public required string Predicate { get; init; }

    /// <summary>A SELECT of the rows that come.</summary>
    public required string Source { get; init; }

    /// <summary>Whether rows may come for which <see cref="Predicate"/> is not true; else they make the operation fail.</summary>
    public bool AllowOtherRows { get; init; }
}
