using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Finds the data file behind an error of DuckDB that does not name it, such as <c>Invalid Error: TProtocolException: Invalid data</c>.</summary>
internal static class DamagedFile
{
    /// <summary>What may be read in search of it: beyond that the search would take longer than anybody waits for an error.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>Whether the error is one of decoding: DuckDB calls "Invalid Error" what its Parquet and compression libraries throw.</summary>
    public static bool IsSuspected(string message) => message.StartsWith("Invalid Error:", StringComparison.Ordinal);

    /// <summary>The file, or null when none is found to be damaged.</summary>
    public static string? Find(IReadOnlyList<string> enginePaths)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return enginePaths.FirstOrDefault(path => Fails($"SELECT count(*) FROM parquet_metadata({Sql.Text(path)})")) is { } footer ? footer
            : enginePaths.Sum(path => File.Exists(path) ? new FileInfo(path).Length : 0) > MostBytes ? null
            : enginePaths.FirstOrDefault(path => Fails($"SELECT bit_xor(hash(rows)) FROM read_parquet({Sql.Text(path)}) AS rows"));

        bool Fails(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            try
            {
                command.ExecuteScalar();
                return false;
            }
            catch (DuckDBException)
            {
                return true;
            }
        }
    }
}
