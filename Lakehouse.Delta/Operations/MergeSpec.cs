namespace Lakehouse.Delta.Engine;

/// <summary>A MERGE INTO: how source rows find table rows, and what happens to those that do and do not.</summary>
/// <remarks>
/// <para>Conditions and expressions are DuckDB SQL. They name columns as <c>source."col"</c> and <c>target."col"</c>; the prefix may be left
/// out where only one side has the column. As always in SQL, a comparison with NULL does not hold.</para>
/// <para>Clauses are asked in order and the first whose condition holds decides; a row for which none holds stays as it is, or is not
/// inserted. Only the last clause of a list may be without a condition.</para>
/// <para>A table row that several source rows would change makes the merge fail, except where the only <see cref="WhenMatched"/>
/// clause is a delete without condition.</para>
/// <code>
/// new MergeSpec
/// {
///     Source = "SELECT * FROM read_parquet('changes.parquet')",
///     Key = ["id"],
///     WhenMatched = [MatchedClause.Delete("source.op = 'D'"), MatchedClause.UpdateAll()],
///     WhenNotMatched = [NotMatchedClause.InsertAll("source.op &lt;&gt; 'D'")],
/// }
/// </code>
/// </remarks>
public sealed record MergeSpec
{
    /// <summary>A SELECT with the source rows. It runs once. Columns that the table lacks may be used in expressions and are else ignored.</summary>
    public required string Source { get; init; }

    /// <summary>Columns, in both source and table, that are equal where rows match: the fastest way to say so. Empty where <see cref="On"/> says all.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Whether NULL equals NULL in the <see cref="Key"/>; else a row with a NULL in it matches nothing.</summary>
    public bool NullKeysMatch { get; init; }

    /// <summary>
    /// Indexes by which the rows of large files are found through their <see cref="Key"/>, so that a small merge costs what it changes; null reads the
    /// files. They are used where they are there; which are missing is noted for <see cref="KeyIndexes.BuildAsync"/>.
    /// </summary>
    public KeyIndexes? Indexes { get; init; }

    /// <summary>The columns of the <see cref="Key"/> by which the <see cref="Indexes"/> are, where others look rows up by fewer columns (<see cref="KeyedRows"/>); null is all of them.</summary>
    public IReadOnlyList<string>? IndexKey { get; init; }

    /// <summary>A condition that matching rows must fulfil besides equal keys, or null.</summary>
    public string? On { get; init; }

    /// <summary>For table rows that a source row matches.</summary>
    public IReadOnlyList<MatchedClause> WhenMatched { get; init; } = [];

    /// <summary>For source rows that match no table row.</summary>
    public IReadOnlyList<NotMatchedClause> WhenNotMatched { get; init; } = [];

    /// <summary>For table rows that no source row matches. Such a clause makes the merge read the whole table.</summary>
    public IReadOnlyList<NotMatchedBySourceClause> WhenNotMatchedBySource { get; init; } = [];

    /// <summary>
    /// Whether columns of the source that the table lacks are added to it, with all that is inside of structs: all of them where a clause says
    /// <c>UPDATE SET *</c> or <c>INSERT *</c>, else those that a clause sets. Columns that the source lacks then keep their values, or
    /// have none in inserted rows. Types get wider where the table has <c>delta.enableTypeWidening</c>.
    /// </summary>
    public bool WithSchemaEvolution { get; init; }

    /// <summary>The most common merge: matched rows take all values of the source, the other source rows are inserted.</summary>
    public static MergeSpec Upsert(string source, params IReadOnlyList<string> key) => new()
    {
        Source = source,
        Key = key,
        WhenMatched = [MatchedClause.UpdateAll()],
        WhenNotMatched = [NotMatchedClause.InsertAll()],
    };

    /// <summary>Whether an index can find all rows that match: those with equal keys.</summary>
    internal bool CanLookUp => this is { Indexes: not null, Key.Count: > 0, IndexKey: null or { Count: > 0 }, On: null, NullKeysMatch: false, WithSchemaEvolution: false, WhenNotMatchedBySource.Count: 0 };

    /// <summary>What is wrong with the merge however the table may look, or null.</summary>
    internal string? Problem()
    {
        IReadOnlyList<MergeClause>[] lists = [WhenMatched, WhenNotMatched, WhenNotMatchedBySource];
        return Key.Count == 0 && On is null ? $"It needs columns in {nameof(Key)} or a condition in {nameof(On)}."
            : IndexKey is not null && IndexKey.Except(Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } other ? $"The column '{other}' of {nameof(IndexKey)} is none of the key's."
            : lists.All(list => list.Count == 0) ? "It has no clause, so it would do nothing."
            : lists.Any(list => list.SkipLast(1).Any(clause => clause.Condition is null)) ? "A clause without a condition is followed by others that would never be asked: only the last may be without one."
            : null;
    }
}
