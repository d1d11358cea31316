namespace Lakehouse.Delta.Engine;

/// <summary><c>WHEN NOT MATCHED BY SOURCE [AND condition] THEN …</c>: for a table row that no source row matches. Expressions may name columns of the table.</summary>
public sealed record NotMatchedBySourceClause : MergeClause
{
    private NotMatchedBySourceClause(MergeAction action, IReadOnlyDictionary<string, string>? values, string? condition)
        : base(action, values, condition)
    {
    }

    /// <summary><c>UPDATE SET column = expression, …</c>: the other columns keep their values.</summary>
    public static NotMatchedBySourceClause Update(IReadOnlyDictionary<string, string> set, string? when = null) =>
        new(MergeAction.Update, set ?? throw new ArgumentNullException(nameof(set)), when);

    /// <summary><c>DELETE</c>.</summary>
    public static NotMatchedBySourceClause Delete(string? when = null) => new(MergeAction.Delete, null, when);
}
