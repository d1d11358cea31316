namespace Lakehouse.Delta.Engine;

/// <summary><c>WHEN MATCHED [AND condition] THEN …</c>: for a table row that a source row matches. Expressions may name columns of both.</summary>
public sealed record MatchedClause : MergeClause
{
    private MatchedClause(MergeAction action, IReadOnlyDictionary<string, string>? values, string? condition)
        : base(action, values, condition)
    {
    }

    /// <summary><c>UPDATE SET *</c>: every column of the table takes the value of the source column of its name.</summary>
    public static MatchedClause UpdateAll(string? when = null) => new(MergeAction.Update, null, when);

    /// <summary><c>UPDATE SET column = expression, …</c>: the other columns keep their values.</summary>
    /// <param name="set">Column of the table → expression, such as <c>["total"] = "target.total + source.amount"</c>.</param>
    /// <param name="when">The condition, or null for every matched row.</param>
    public static MatchedClause Update(IReadOnlyDictionary<string, string> set, string? when = null) =>
        new(MergeAction.Update, set ?? throw new ArgumentNullException(nameof(set)), when);

    /// <summary><c>DELETE</c>.</summary>
    public static MatchedClause Delete(string? when = null) => new(MergeAction.Delete, null, when);
}
