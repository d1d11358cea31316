namespace Lakehouse.Delta.Engine;

/// <summary>What a <see cref="MergeClause"/> does.</summary>
public enum MergeAction
{
    /// <summary>The table row gets new values.</summary>
    Update,

    /// <summary>The table row goes.</summary>
    Delete,

    /// <summary>The source row comes into the table.</summary>
    Insert,
}
