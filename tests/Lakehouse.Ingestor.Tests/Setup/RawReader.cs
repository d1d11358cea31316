using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>Reads raw files with DuckDB.</summary>
internal sealed class RawReader(string lake)
{
    // To open an engine costs more than to read a small file, of which a replay reads hundreds.
    private static readonly ConcurrentBag<DuckDBConnection> Idle = [];

    public string Folder(string table) => Path.Combine(lake, "raw", "test", "public", table);

    /// <summary>Names of the table's files, in reading order.</summary>
    public IReadOnlyList<string> Files(string table) => !Directory.Exists(Folder(table)) ? [] :
        [.. Directory.GetFiles(Folder(table), "*.parquet").Select(file => Path.GetFileName(file)).OrderBy(name => name.StartsWith("LOAD", StringComparison.Ordinal) ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>A relation of all files of a table.</summary>
    public string Relation(string table) => $"read_parquet([{string.Join(", ", Files(table).Select(file => $"'{Path.Combine(Folder(table), file).Replace("'", "''", StringComparison.Ordinal)}'"))}], union_by_name = true)";

    /// <summary>The files that count: from the last one that starts with a <c>T</c>.</summary>
    public string Current(string table)
    {
        var files = Files(table);
        var last = files.Select((file, index) => (file, index)).Where(item => Query($"SELECT Op FROM '{Path.Combine(Folder(table), item.file)}' LIMIT 1") is [["T"]]).Select(item => item.index).LastOrDefault();
        return $"(SELECT * FROM read_parquet([{string.Join(", ", files.Skip(last).Select(file => $"'{Path.Combine(Folder(table), file)}'"))}]) WHERE Op <> 'T')";
    }

    /// <summary>Columns and DuckDB types.</summary>
    public IReadOnlyList<string> Columns(string table) => [.. Query($"DESCRIBE SELECT * FROM {Relation(table)}").Select(row => $"{row[0]} {row[1]}")];

    /// <summary>Every value as DuckDB casts it to text.</summary>
    public static IReadOnlyList<string?[]> Query(string sql)
    {
        var connection = Idle.TryTake(out var idle) ? idle : Open();
        try
        {
            return Query(connection, sql);
        }
        finally
        {
            Idle.Add(connection);
        }
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        Query(connection, "SET enable_external_file_cache = false");
        return connection;
    }

    private static List<string?[]> Query(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))]);
        }

        return rows;
    }
}
