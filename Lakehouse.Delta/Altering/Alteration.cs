namespace Lakehouse.Delta.Engine;

/// <summary>What an ALTER TABLE commits.</summary>
/// <param name="Shape">The table afterwards.</param>
/// <param name="Parameters">The parameters of the operation, as <c>commitInfo</c> has them.</param>
internal sealed record Alteration(TableShape Shape, IReadOnlyDictionary<string, string?> Parameters)
{
    /// <summary>Actions besides those that change the shape.</summary>
    public IReadOnlyList<LogAction> Actions { get; init; } = [];

    /// <summary>The rows that it depends on.</summary>
    public TableRead Read { get; init; } = TableRead.Nothing;
}
