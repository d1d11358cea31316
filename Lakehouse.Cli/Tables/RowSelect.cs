using DuckDB.NET.Data;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Tables;

/// <summary>The rows that a command gives: some columns of a relation, some of its rows.</summary>
internal sealed class RowSelect
{
    private readonly string relation;
    private readonly string? where;

    /// <param name="relation">A SELECT in parentheses.</param>
    /// <param name="columns">Columns to give.</param>
    /// <param name="where">A condition, or null.</param>
    public RowSelect(string relation, IReadOnlyList<StructField> columns, string? where)
    {
        this.relation = relation;
        this.where = where;
        Columns = columns;
    }

    public IReadOnlyList<StructField> Columns { get; }

    /// <summary>Length of the files that it reads.</summary>
    public long Bytes { get; init; }

    /// <summary>Says which file was in the way when the engine failed, or null.</summary>
    public Func<DuckDBException, DeltaException?> Explain { get; init; } = _ => null;

    /// <summary>The rows with values of their types.</summary>
    public string Typed(long? limit) => From(Columns.Select(column => SqlText.Name(column.Name)), limit);

    /// <summary>The rows with each value as text.</summary>
    public string Texts(long? limit) => From(Columns.Select(column => $"{ValueText.Plain(Value(column), column.Type)} AS {SqlText.Name(column.Name)}"), limit);

    /// <summary>A line of JSON for each row.</summary>
    public string JsonLines(long? limit) => From([ValueText.Object(Columns.Select(column => (column.Name, ValueText.Json(Value(column), column.Type))))], limit);

    /// <summary>A line of CSV (RFC 4180) for each row: NULL is an empty field, empty text is <c>""</c>.</summary>
    public string CsvLines(long? limit) => From([$"concat_ws(',', {string.Join(", ", Columns.Select(column => $"coalesce({CsvLine.Field(ValueText.Plain(Value(column), column.Type))}, '')"))})"], limit);

    private static string Value(StructField column) => $"t.{SqlText.Name(column.Name)}";

    // A line break ends a comment at the end of the condition.
    private string From(IEnumerable<string> select, long? limit) =>
        $"SELECT {string.Join(", ", select)} FROM {relation} AS t{(where is null ? "" : $" WHERE ({where}\n)")}{(limit is { } most ? $" LIMIT {most}" : "")}";
}
