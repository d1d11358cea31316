namespace Lakehouse.Delta.Engine;

/// <summary>What of a snapshot is to be scanned.</summary>
public sealed record ScanOptions
{
    /// <summary>
    /// A condition in DuckDB's SQL over the table's columns, such as <c>day &gt;= DATE '2024-01-01' AND name LIKE 'a%'</c>. Files that by their
    /// partition values and statistics hold no row for which it is true are not read. It does not filter rows: the query says it again in its WHERE.
    /// </summary>
    public string? Predicate { get; init; }

    /// <summary>The columns to give, in this order; null gives all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
