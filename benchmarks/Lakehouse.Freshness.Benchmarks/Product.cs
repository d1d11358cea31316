using Lakehouse.LocalPostgres;
using Npgsql;

namespace Lakehouse.Freshness.Benchmarks;

/// <summary>The whole product as a user runs it: a Postgres server with MovieLens, and the three services, each a process of its own, on one lake.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly PostgresServer server;
    private readonly DirectoryInfo folder;

    private Product(PostgresServer server, DirectoryInfo folder)
    {
        this.server = server;
        this.folder = folder;
        Database = NpgsqlDataSource.Create(server.ConnectionString);
    }

    public NpgsqlDataSource Database { get; }

    /// <summary>Ingestor, Transformer, QueryApi.</summary>
    public List<ServiceProcess> Services { get; } = [];

    public HttpClient QueryApi => Services[^1].Http;

    public static async Task<Product> StartAsync(CancellationToken cancellationToken)
    {
        var product = new Product(await PostgresServer.StartAsync(new PostgresServerOptions(), cancellationToken), Directory.CreateTempSubdirectory("lakehouse-freshness-"));
        try
        {
            await using (var fill = product.Source("--scale", "small"))
            {
                await fill.ExitAsync(cancellationToken);
            }

            foreach (var service in (string[])["Lakehouse.Ingestor", "Lakehouse.Transformer", "Lakehouse.QueryApi"])
            {
                product.Services.Add(await ServiceProcess.ListeningAsync(
                    service,
                    ["--urls=http://127.0.0.1:0", $"--ConnectionStrings:movielens={product.server.ConnectionString}", $"--Lake:Root={product.folder.FullName}", $"--Pipeline:Folder={SamplePipeline}", "--Logging:LogLevel:Lakehouse=Warning"],
                    cancellationToken));
            }

            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the sample's traffic.</summary>
    public ServiceProcess Traffic(int changesPerSecond, TimeSpan duration) =>
        Source("--traffic", $"{changesPerSecond}/s", "--duration", $"{(int)duration.TotalSeconds}s", "--seed", "42");

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services)
        {
            await service.DisposeAsync();
        }

        await Database.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private ServiceProcess Source(params IEnumerable<string> args) => ServiceProcess.Start("MovieLens.Source", ["--connection", server.ConnectionString, .. args]);

    private static string SamplePipeline
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
}
