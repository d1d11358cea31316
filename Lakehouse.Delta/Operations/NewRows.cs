namespace Lakehouse.Delta.Engine;

/// <summary>Rows to write: a SELECT and its columns, which need not be all of the table's.</summary>
/// <param name="Sql">The SELECT.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record NewRows(string Sql, StructType Columns)
{
    /// <summary>Rows whose columns are expressions over a FROM clause.</summary>
    public static NewRows Of(IReadOnlyList<(StructField Column, string Value)> values, string from) => new(
        $"SELECT {string.Join(", ", values.Select(entry => $"{entry.Value} AS {Engine.Sql.Name(entry.Column.Name)}"))} FROM {from}",
        new StructType([.. values.Select(entry => entry.Column)]));
}
