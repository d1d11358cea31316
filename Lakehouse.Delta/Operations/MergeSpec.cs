namespace Lakehouse.Delta.Engine;

/// <summary>A MERGE. Conditions and expressions are SQL and name columns as <c>source."col"</c> and <c>target."col"</c>.</summary>
/// <remarks>For a matched row the delete condition is asked first, then the update condition.</remarks>
public sealed record MergeSpec
{
    /// <summary>A SELECT with the source rows. Columns that the table lacks may be used in conditions and are else ignored.</summary>
    public required string Source { get; init; }

    /// <summary>Columns, in both source and table, whose equality is a match. NULL matches nothing.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Which matched rows are deleted; null: none.</summary>
    public string? MatchedDeleteWhen { get; init; }

    /// <summary>Which matched rows are updated: <c>true</c> for all; null: none.</summary>
    public string? MatchedUpdateWhen { get; init; }

    /// <summary>Table column → new value; null sets all columns that the source has.</summary>
    public IReadOnlyDictionary<string, string>? UpdateSet { get; init; }

    /// <summary>Which source rows without a match are inserted: <c>true</c> for all; null: none.</summary>
    public string? NotMatchedInsertWhen { get; init; }

    /// <summary>Whether table rows without a match are deleted.</summary>
    public bool NotMatchedBySourceDelete { get; init; }
}
