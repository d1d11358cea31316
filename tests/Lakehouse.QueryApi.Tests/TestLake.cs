using System.Globalization;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Tests;

/// <summary>A lake in a temporary folder with the sample pipeline's tables, written as the services write them.</summary>
public sealed class TestLake : IAsyncDisposable
{
    private readonly DuckDbEngine engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });

    public string Folder { get; } = Directory.CreateTempSubdirectory("lakehouse-query-").FullName;

    public string Root => Path.Combine(Folder, "lake");

    /// <summary>A file outside the lake that no query may read.</summary>
    public string Secret => Path.Combine(Folder, "secret.csv");

    public static string PipelineFolder => Path.Combine(RepositoryRoot(), "samples", "MovieLens");

    public DeltaTable MovieRatings => Table("curated", "movie_ratings");

    public static async Task<TestLake> CreateAsync()
    {
        var lake = new TestLake();
        await File.WriteAllTextAsync(lake.Secret, "a,b\nsecret,1\n");
        await lake.OverwriteAsync(lake.MovieRatings, """
            SELECT i::INTEGER AS movieid, 'Film ' || i || CASE WHEN i = 3 THEN ', "the" third' ELSE '' END AS title, 'Drama|Comedy' AS genres,
                   CASE WHEN i % 10 <> 0 THEN (i % 50) / 10.0::DOUBLE END AS avg_rating, i::BIGINT AS rating_count
            FROM range(1, 101) t(i)
            """);
        await lake.OverwriteAsync(lake.Table("curated", "user_tags"), "SELECT (i % 7)::INTEGER AS userid, 'tag ' || (i % 13) AS tag, 1::BIGINT AS tag_count FROM range(100) t(i)");
        await lake.OverwriteAsync(lake.Table("staged", "movies"), "SELECT i::INTEGER AS movieid, 'Film ' || i AS title, 'Drama' AS genres FROM range(1, 101) t(i)");
        await lake.CopyAsync("SELECT 'I' AS Op, i::INTEGER AS movieid, 'Film ' || i AS title FROM range(1, 101) t(i)", lake.Raw("movies", "LOAD00000001.parquet"));
        await lake.CopyAsync("SELECT 'U' AS Op, 1::INTEGER AS movieid, 'Film one' AS title, 'x' AS added_later", lake.Raw("movies", "20260101-000000000.parquet"));
        await File.WriteAllTextAsync(lake.Raw("movies", "_control.json"), "{}");
        return lake;
    }

    public Task OverwriteAsync(DeltaTable table, string sql, params (string Name, string Value)[] properties) =>
        table.OverwriteAsync(engine, sql, new WriteOptions { Properties = properties.ToDictionary(property => property.Name, property => property.Value) }, TestContext.Current.CancellationToken);

    public Task AppendAsync(DeltaTable table, string sql, WriteOptions? options = null) => table.AppendAsync(engine, sql, options ?? new WriteOptions(), TestContext.Current.CancellationToken);

    public Task DeleteAsync(DeltaTable table, string predicate) => table.DeleteAsync(engine, predicate, new WriteOptions(), TestContext.Current.CancellationToken);

    public string Raw(string table, string file)
    {
        var folder = Path.Combine(Root, "raw", "movielens", "public", table);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, file);
    }

    public async Task CopyAsync(string sql, string file)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"COPY ({sql}) TO '{file}' (FORMAT parquet)");
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public DeltaTable Table(string zone, string name) => DeltaTable.At(new Uri(Path.Combine(Root, zone, "movielens", name) + "/"));

    internal static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Lakehouse.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root is not above the tests.");
        }

        return folder;
    }
}
