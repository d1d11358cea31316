using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>A lake in a temporary folder, under the sample pipeline's names.</summary>
internal sealed class BenchmarkLake : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;

    public static string SamplePipeline
    {
        get
        {
            var parent = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(parent, "Lakehouse.slnx")))
            {
                parent = Path.GetDirectoryName(parent) ?? throw new InvalidOperationException("The repository's root is not above the benchmark.");
            }

            return Path.Combine(parent, "samples", "MovieLens");
        }
    }

    public DeltaTable Table(string zone, string name) => DeltaTable.At(new Uri(Path.Combine(Folder, zone, "movielens", name) + "/"));

    /// <summary>The curated table that small queries ask, of MovieLens' size.</summary>
    public Task WriteMovieRatingsAsync(DuckDbEngine engine) => Table("curated", "movie_ratings").OverwriteAsync(
        engine,
        "SELECT i::INTEGER AS movieid, 'Film number ' || i AS title, 'Drama|Comedy' AS genres, (hash(i) % 50) / 10.0::DOUBLE AS avg_rating, (hash(i) % 300)::BIGINT AS rating_count FROM range(9742) t(i)",
        new WriteOptions(),
        CancellationToken.None);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
