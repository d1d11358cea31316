using Lakehouse.Ingestor.Tests.Setup;
using Lakehouse.LocalPostgres;
using Npgsql;

namespace Lakehouse.Ingestor.Tests.Model;

/// <summary>A server that can be stopped and started again on its port.</summary>
internal sealed class RestartingServer : IAsyncDisposable
{
    private readonly string folder;
    private readonly PostgresServerOptions options;
    private PostgresServer server;

    private RestartingServer(string folder, PostgresServerOptions options, PostgresServer server)
    {
        (this.folder, this.server) = (folder, server);
        this.options = options with { Port = server.Port };
        Database = new TestDatabase(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
    }

    public TestDatabase Database { get; }

    public string Version => server.Version;

    /// <param name="major">Null: whichever is on this machine.</param>
    public static async Task<RestartingServer> StartAsync(int? major)
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-ingestor-pg-").FullName;
        var options = new PostgresServerOptions
        {
            DataDirectory = Path.Combine(folder, "data"),
            Durable = false,
            Major = major,
            Settings = new Dictionary<string, string> { ["logical_decoding_work_mem"] = "64kB", ["max_prepared_transactions"] = "20" },
        };
        return new RestartingServer(folder, options, await PostgresServer.StartAsync(options));
    }

    public async Task RestartAsync()
    {
        await server.DisposeAsync();
        using var port = new HeldPort(options.Port!.Value);
        server = await PostgresServer.StartAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
