namespace Lakehouse.Transformer.Staging;

/// <summary>What one look at a batch tells.</summary>
/// <param name="Rows">Rows in all.</param>
/// <param name="Unusable">Rows that go into quarantine.</param>
/// <param name="Truncate">The last row that empties the table, or null.</param>
/// <param name="Newest">Latest commit time in the source, or null.</param>
/// <param name="Unchanged">Columns that some row did not send.</param>
/// <param name="Moves">Changes of a key that did not send every value.</param>
internal sealed record RawSurvey(long Rows, long Unusable, RowPlace? Truncate, DateTimeOffset? Newest, IReadOnlyList<string> Unchanged, long Moves);
