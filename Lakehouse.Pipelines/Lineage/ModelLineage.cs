namespace Lakehouse.Pipelines.Lineage;

/// <summary>What a model's rows and columns come from.</summary>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Rows">Columns of inputs that decide which rows there are.</param>
/// <param name="IsComplete">False where a <c>*</c> stands for columns that nobody declares: then columns are missing here.</param>
public sealed record ModelLineage(IReadOnlyList<ColumnLineage> Columns, IReadOnlyList<RowOrigins> Rows, bool IsComplete);

/// <summary>One column of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">What its values come from; empty for a constant or a count of rows.</param>
public sealed record ColumnLineage(string Name, IReadOnlyList<ColumnOrigin> From);

/// <summary>A column of an input that a column's values come from.</summary>
/// <param name="Table">The input.</param>
/// <param name="Column">Its column.</param>
/// <param name="Use">How.</param>
public readonly record struct ColumnOrigin(TableReference Table, string Column, ColumnUse Use);

/// <summary>A column of an input that decides which rows a model has.</summary>
/// <param name="Table">The input.</param>
/// <param name="Column">Its column.</param>
/// <param name="Influence">How.</param>
public readonly record struct RowOrigins(TableReference Table, string Column, RowInfluence Influence);
