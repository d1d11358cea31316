namespace Lakehouse.Delta.Engine;

/// <summary>Rows to write: a SELECT and its columns, which need not be all of the table's.</summary>
/// <param name="Sql">The SELECT.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record NewRows(string Sql, StructType Columns);
