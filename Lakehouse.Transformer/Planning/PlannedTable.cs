using Lakehouse.Pipelines;

namespace Lakehouse.Transformer.Planning;

/// <summary>What a run would do to a table.</summary>
internal enum PlannedAction
{
    /// <summary>There is nothing new.</summary>
    Nothing,

    /// <summary>Something that it needs is not there.</summary>
    Wait,

    /// <summary>New raw files are merged into it.</summary>
    Merge,

    /// <summary>Only the keys are computed whose inputs changed.</summary>
    Incremental,

    /// <summary>All of it is computed anew.</summary>
    Full,
}

/// <summary>What a run would do to one table, and why.</summary>
/// <param name="Table">The table.</param>
/// <param name="Action">What.</param>
/// <param name="Why">Why, for people.</param>
internal sealed record PlannedTable(TableReference Table, PlannedAction Action, string Why)
{
    /// <summary>Version now; null when there is no table yet.</summary>
    public long? Version { get; init; }

    /// <summary>Raw files that would be read, in reading order.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Size of the files.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether the table may get a new version.</summary>
    public bool Changes => Action is PlannedAction.Merge or PlannedAction.Incremental or PlannedAction.Full;
}
