using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Transformer.Benchmarks;

/// <summary>A lake with raw files of MovieLens' form, at any size: users with 145 ratings each, films as popular as films are.</summary>
/// <param name="folder">The lake's folder.</param>
/// <param name="ratings">Ratings of the load, some of which have the same key.</param>
/// <param name="tags">Tags of the load: nearly as many as the curated table that counts them will have rows.</param>
internal sealed class RatingsLake(string folder, int ratings, int tags)
{
    private const int RowsPerFile = 1_000_000;
    private const int RatingsPerUser = 145;
    private const int Movies = 27_000;

    private static readonly string Load = ", TIMESTAMP '2026-11-22 10:00:00' AS dms_timestamp_col, '0000000000000000' AS change_seq";

    public string Folder => folder;

    /// <summary>The raw files of ratings, for an engine.</summary>
    public string Ratings => Path.Combine(folder, "raw", "movielens", "public", "ratings", "LOAD*.parquet");

    /// <summary>The raw file of films, for an engine.</summary>
    public string Films => Path.Combine(folder, "raw", "movielens", "public", "movies", "LOAD*.parquet");

    public void Fill()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Write(connection, "movies", "LOAD00000001", $"SELECT 'I' AS \"Op\", i::INTEGER AS movieid, 'Film ' || i AS title, 'Drama|Comedy' AS genres{Load} FROM range({Movies}) t(i)");
        Write(connection, "links", "LOAD00000001", $"SELECT 'I' AS \"Op\", i::INTEGER AS movieid, i::VARCHAR AS imdbid, i::INTEGER AS tmdbid{Load} FROM range({Movies}) t(i)");
        Write(connection, "tags", "LOAD00000001", $"SELECT 'I' AS \"Op\", {Tag("i", "0")}{Load} FROM range({tags}) t(i)");
        for (var file = 0; file * (long)RowsPerFile < ratings; file++)
        {
            var from = file * (long)RowsPerFile;
            Write(connection, "ratings", string.Create(CultureInfo.InvariantCulture, $"LOAD{file + 1:X8}"), $"SELECT 'I' AS \"Op\", {Rating("i")}{Load} FROM range({from}, {Math.Min(from + RowsPerFile, ratings)}) t(i)");
        }
    }

    /// <summary>Adds change files: new values for ratings all over the table, some that go; and tags that are given and taken back.</summary>
    public void Change(int changedRatings, int changedTags)
    {
        var batch = Directory.GetFiles(Path.Combine(folder, "raw", "movielens", "public", "tags"), "2*.parquet").Length + 1;
        var name = string.Create(CultureInfo.InvariantCulture, $"20261122-11{batch / 60:D2}{batch % 60:D2}000");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        if (changedRatings > 0)
        {
            Write(connection, "ratings", name, $"SELECT CASE i % 10 WHEN 0 THEN 'D' ELSE 'U' END AS \"Op\", {Rating($"(hash(i + {batch * 1_000_003L}) % {ratings})::BIGINT", batch)}{Changed(batch)} FROM range({changedRatings}) t(i)");
        }

        Write(connection, "tags", name, $"SELECT CASE i % 10 WHEN 0 THEN 'D' ELSE 'I' END AS \"Op\", {Tag($"(hash(i + {batch * 1_000_003L}) % {tags})::BIGINT", $"CASE i % 10 WHEN 0 THEN 0 ELSE {batch} END")}{Changed(batch)} FROM range({changedTags}) t(i)");
    }

    private static string Changed(int batch) => string.Create(CultureInfo.InvariantCulture, $", TIMESTAMP '2026-11-22 11:00:00' AS dms_timestamp_col, printf('%016d', {batch} * 1000000 + i) AS change_seq");

    /// <param name="number">A tag's number.</param>
    /// <param name="salt">0 for the load's tag, else another film's.</param>
    private static string Tag(string number, string salt) =>
        $"({number} / 5)::INTEGER AS userid, (hash({number} + {salt}) % {Movies})::INTEGER AS movieid, 'tag ' || {number} % 900 AS tag, {number} AS timestamp";

    private static string Rating(string number, int salt = 0) =>
        $"({number} / {RatingsPerUser})::INTEGER AS userid, floor({Movies} * pow((hash({number}) % 1000000) / 1e6, 2.5))::INTEGER AS movieid, ((hash({number} + {salt}) % 10 + 1) / 2)::DECIMAL(2,1) AS rating, 789652009 + {number} AS timestamp";

    private void Write(DuckDBConnection connection, string table, string name, string select)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "raw", "movielens", "public", table)).FullName;
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({select}) TO '{Path.Combine(target, name)}.parquet' (FORMAT parquet, COMPRESSION snappy)";
        command.ExecuteNonQuery();
    }
}
