namespace Lakehouse.Delta.Engine;

/// <summary>A column to add to a table.</summary>
/// <param name="Column">The column; it must be nullable, for rows that are there have no value in it.</param>
public sealed record ColumnAddition(StructField Column)
{
    /// <summary>The struct that gets it, such as <c>address</c> or <c>lines.element</c>; empty: the table.</summary>
    public string Parent { get; init; } = "";

    /// <summary>The column that it comes after; null: the last one.</summary>
    public string? After { get; init; }

    /// <summary>Whether it becomes the first one.</summary>
    public bool First { get; init; }
}
