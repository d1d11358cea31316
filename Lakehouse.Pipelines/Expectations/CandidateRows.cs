namespace Lakehouse.Pipelines.Expectations;

/// <summary>Rows that are about to be committed.</summary>
/// <param name="Relation">The quoted name of a table or view that holds them.</param>
/// <param name="Columns">Its columns, in order.</param>
public sealed record CandidateRows(string Relation, IReadOnlyList<CandidateColumn> Columns)
{
    /// <summary>How they differ from rows that were checked before; null when that is not known.</summary>
    public RowsChange? Change { get; init; }

    /// <summary>Whether there is a column of that name; upper and lower case are one, as in SQL.</summary>
    public bool Has(string column) => Find(column) is not null;

    internal CandidateColumn? Find(string column) => Columns.FirstOrDefault(known => string.Equals(known.Name, column, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A column of candidate rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">DuckDB's name of its type, like <c>DECIMAL(2,1)</c>.</param>
public sealed record CandidateColumn(string Name, string Type);
