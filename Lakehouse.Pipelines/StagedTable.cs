using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines;

/// <summary>A table of the source, kept as its current state.</summary>
/// <param name="Name">Name of the source's table, of its raw folder and of the Delta table.</param>
/// <param name="Key">Columns that identify a row.</param>
public sealed record StagedTable(string Name, IReadOnlyList<string> Key)
{
    /// <summary>The line of <c>pipeline.yaml</c> that defines it.</summary>
    public int Line { get; init; } = 1;

    /// <summary>Columns that <c>pipeline.yaml</c> declares, with DuckDB's names of their types; empty when it leaves them to the raw files.</summary>
    public IReadOnlyList<ModelColumn> Columns { get; init; } = [];

    /// <summary>The SELECT that cleans the table, or null when it is published as it is merged.</summary>
    public Model? Cleaning { get; init; }

    /// <summary>Whether every version of a row is kept, in <see cref="HistoryTable"/>.</summary>
    public bool History { get; init; }

    /// <summary>Largest share (0 to 1) of a batch's rows that may go into quarantine; beyond it the batch is not taken.</summary>
    public double MaxQuarantined { get; init; } = 1;

    /// <summary>The table that models read.</summary>
    public TableReference Table => new(Zone.Staged, Name);

    /// <summary>The table into which raw files are merged: <see cref="Table"/>, or what its cleaning reads.</summary>
    public TableReference Merged => new(Cleaning is null ? Zone.Staged : Zone.Source, Name);

    /// <summary>The table with every version of each row (SCD type 2): <c>staged.movies_history</c>; null without <see cref="History"/>.</summary>
    public TableReference? HistoryTable => History ? new(Zone.Staged, Name + HistorySuffix) : null;

    /// <summary>What a table of history has after its table's name.</summary>
    public const string HistorySuffix = "_history";

    /// <summary>Columns that a table of history has after the table's own, with DuckDB's names of their types.</summary>
    public static IReadOnlyList<ModelColumn> HistoryColumns { get; } =
        [new("valid_from", "TIMESTAMP"), new("valid_to", "TIMESTAMP"), new("is_current", "BOOLEAN"), new("valid_from_seq", "VARCHAR"), new("valid_to_seq", "VARCHAR")];
}
