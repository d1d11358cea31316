namespace Lakehouse.Delta.Engine;

/// <summary>One <c>WHEN …</c> of a MERGE: what happens to a row for which its condition is the first that holds.</summary>
public abstract record MergeClause
{
    private protected MergeClause(MergeAction action, IReadOnlyDictionary<string, string>? values, string? condition)
    {
        Action = action;
        Values = values;
        Condition = condition;
    }

    /// <summary>What happens to the row.</summary>
    public MergeAction Action { get; }

    /// <summary>
    /// Column of the table → SQL expression for its new value; null means all columns, each from the source column of its name
    /// (<c>UPDATE SET *</c>, <c>INSERT *</c>). Meaningless for a delete.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Values { get; }

    /// <summary>A boolean SQL expression, or null for every row. A condition that is NULL does not hold.</summary>
    public string? Condition { get; }
}
