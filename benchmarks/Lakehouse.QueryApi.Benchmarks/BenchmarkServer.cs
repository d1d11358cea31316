using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Microsoft.AspNetCore.Builder;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>The service in this process over a table of MovieLens' size in a temporary folder.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;

    private BenchmarkServer(WebApplication app, string folder)
    {
        this.app = app;
        this.folder = folder;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public static async Task<BenchmarkServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;
        await using (var engine = DuckDbEngine.Open(new EngineOptions()))
        {
            var table = DeltaTable.At(new Uri(Path.Combine(folder, "curated", "movielens", "movie_ratings") + "/"));
            await table.OverwriteAsync(
                engine,
                "SELECT i::INTEGER AS movieid, 'Film number ' || i AS title, 'Drama|Comedy' AS genres, (hash(i) % 50) / 10.0::DOUBLE AS avg_rating, (hash(i) % 300)::BIGINT AS rating_count FROM range(9742) t(i)",
                new WriteOptions(),
                CancellationToken.None);
        }

        var app = QueryApiApp.Build(["--urls=http://127.0.0.1:0", $"--Lake:Root={folder}", $"--Pipeline:Folder={SamplePipeline()}", "--Logging:LogLevel:Default=None"]);
        await app.StartAsync();
        return new BenchmarkServer(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string SamplePipeline()
    {
        var parent = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(parent, "Lakehouse.slnx")))
        {
            parent = Path.GetDirectoryName(parent) ?? throw new InvalidOperationException("The repository's root is not above the benchmark.");
        }

        return Path.Combine(parent, "samples", "MovieLens");
    }
}
