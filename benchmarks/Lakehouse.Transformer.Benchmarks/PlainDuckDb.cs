using System.Diagnostics;
using DuckDB.NET.Data;

namespace Lakehouse.Transformer.Benchmarks;

/// <summary>The peer: one statement that reads the same raw files, keeps the last row of each key, aggregates, and writes Parquet.</summary>
internal static class PlainDuckDb
{
    public const string Command = "plain-duckdb";

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var lake = new RatingsLake(options.Text("folder")!, 0, 0);
        var spill = Directory.CreateTempSubdirectory("plain-duckdb-").FullName;
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"SET memory_limit = '{options.Number("memory", 1024)}MiB'; SET temp_directory = '{spill}'", cancellationToken);
        var clock = Stopwatch.StartNew();
        await ExecuteAsync(
            connection,
            $"""
            COPY (
                SELECT m.movieid, m.title, m.genres, r.avg_rating, coalesce(r.rating_count, 0) AS rating_count
                FROM read_parquet('{lake.Films}') m
                LEFT JOIN (
                    SELECT movieid, avg(CAST(rating AS DOUBLE)) AS avg_rating, count(*) AS rating_count
                    FROM (SELECT * FROM read_parquet('{lake.Ratings}') QUALIFY row_number() OVER (PARTITION BY userid, movieid ORDER BY change_seq DESC, file_index DESC, file_row_number DESC) = 1)
                    GROUP BY movieid) r ON r.movieid = m.movieid
            ) TO '{Path.Combine(spill, "movie_ratings.parquet")}' (FORMAT parquet, COMPRESSION snappy)
            """,
            cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        Directory.Delete(spill, recursive: true);
        Child.Report(seconds);
    }

    private static async Task ExecuteAsync(DuckDBConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
