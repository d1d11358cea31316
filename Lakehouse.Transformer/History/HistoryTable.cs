using System.Globalization;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Storage;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.History;

/// <summary>A Delta table in which the service notes what it did: <c>{quality}/{pipeline}/ops/{name}/</c>.</summary>
/// <param name="store">The table's folder.</param>
/// <param name="columns">Names and DuckDB types.</param>
internal sealed class HistoryTable(ObjectStore store, IReadOnlyList<(string Name, string Type)> columns)
{
    /// <summary>Rows that one SELECT spells out at most.</summary>
    private const int RowsPerSelect = 2000;

    public DeltaTable Table { get; } = DeltaTable.At(store);

    /// <summary>Appends rows, whose values are in the order of the columns.</summary>
    public async Task AppendAsync(DuckDbEngine engine, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        foreach (var part in rows.Chunk(RowsPerSelect))
        {
            var values = string.Join(",\n", part.Select(row => $"({string.Join(", ", row.Select(Value))})"));
            var select = $"SELECT {string.Join(", ", columns.Select(column => $"CAST({Identifier(column.Name)} AS {column.Type}) AS {Identifier(column.Name)}"))} FROM (VALUES {values}) AS t({Identifiers(columns.Select(column => column.Name))})";
            await Table.AppendAsync(engine, select, new WriteOptions { MergeSchema = true }, cancellationToken); // an older release knew fewer columns
        }
    }

    private static string Value(object? value) => value switch
    {
        null => "NULL",
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => Literal(time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00"),
        string text => Literal(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A {value.GetType()} cannot be noted.", nameof(value)),
    };
}
