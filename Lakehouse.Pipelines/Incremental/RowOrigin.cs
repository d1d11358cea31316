namespace Lakehouse.Pipelines.Incremental;

/// <summary>
/// What a model's rows depend on: a row whose <see cref="KeyColumns"/> have certain values depends, in every input, only on the rows
/// that have these values in the columns of <see cref="Inputs"/>. So when rows of an input change, only the model's rows with their
/// values can change.
/// </summary>
/// <param name="KeyColumns">Columns of the model's key; not empty.</param>
/// <param name="Inputs">Each place where the model reads a table; a table that is read twice is there twice.</param>
public sealed record RowOrigin(IReadOnlyList<string> KeyColumns, IReadOnlyList<InputOrigin> Inputs);

/// <summary>One place where a model reads a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns that correspond to the key columns, in their order.</param>
public sealed record InputOrigin(TableReference Table, IReadOnlyList<string> Columns);
