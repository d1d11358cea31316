namespace Lakehouse.Delta.Engine;

/// <summary><c>WHEN NOT MATCHED [AND condition] THEN INSERT …</c>: for a source row that matches no table row. Expressions may name columns of the source.</summary>
public sealed record NotMatchedClause : MergeClause
{
    private NotMatchedClause(IReadOnlyDictionary<string, string>? values, string? condition)
        : base(MergeAction.Insert, values, condition)
    {
    }

    /// <summary><c>INSERT *</c>: every column of the table takes the value of the source column of its name.</summary>
    public static NotMatchedClause InsertAll(string? when = null) => new(null, when);

    /// <summary><c>INSERT (column, …) VALUES (expression, …)</c>: the other columns get no value.</summary>
    public static NotMatchedClause Insert(IReadOnlyDictionary<string, string> values, string? when = null) =>
        new(values ?? throw new ArgumentNullException(nameof(values)), when);
}
