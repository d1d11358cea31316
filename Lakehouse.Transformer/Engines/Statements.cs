using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Transformer.Engines;

/// <summary>Runs SQL on an engine off the caller's thread; cancelling interrupts the statement.</summary>
internal static class Statements
{
    public static Task ExecuteAsync(this DuckDbEngine engine, string sql, CancellationToken cancellationToken) =>
        RunAsync(engine, sql, command => command.ExecuteNonQuery(), cancellationToken);

    /// <summary>Reads a query's rows, of which there are few.</summary>
    public static Task<IReadOnlyList<T>> QueryAsync<T>(this DuckDbEngine engine, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<T>>(
            engine,
            sql,
            command =>
            {
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            cancellationToken);

    /// <summary>Reads a query's columns and rows, of which there are few.</summary>
    public static Task<QueryRows> QueryRowsAsync(this DuckDbEngine engine, string sql, CancellationToken cancellationToken) =>
        RunAsync(
            engine,
            sql,
            command =>
            {
                using var reader = command.ExecuteReader();
                var rows = new List<object?[]>();
                while (reader.Read())
                {
                    rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))]);
                }

                return new QueryRows([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
            },
            cancellationToken);

    /// <summary>Names and types of a SELECT's columns.</summary>
    public static Task<IReadOnlyList<EngineColumn>> DescribeColumnsAsync(this DuckDbEngine engine, string select, CancellationToken cancellationToken) =>
        engine.QueryAsync($"DESCRIBE {select}", row => new EngineColumn(row.GetString(0), row.GetString(1)), cancellationToken);

    /// <summary>DuckDB's sums are HUGEINT, which arrive as BigInteger.</summary>
    public static long Number(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? 0 : row.GetValue(column) is System.Numerics.BigInteger big ? (long)big : Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    private static async Task<T> RunAsync<T>(DuckDbEngine engine, string sql, Func<DuckDBCommand, T> run, CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = sql;
        await using var cancel = cancellationToken.Register(command.Cancel);
        try
        {
            return await Task.Run(() => run(command), cancellationToken);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
