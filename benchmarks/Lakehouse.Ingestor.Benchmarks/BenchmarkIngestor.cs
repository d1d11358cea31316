using Lakehouse.Ingestor.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>The service in this process.</summary>
internal sealed class BenchmarkIngestor : IAsyncDisposable
{
    private readonly WebApplication app;

    private BenchmarkIngestor(WebApplication app) => this.app = app;

    private IReadOnlyList<TableReport> Tables => [.. app.Services.GetRequiredService<ProgressBoard>().All().Select(table => table.Report())];

    public static async Task<BenchmarkIngestor> StartAsync(BenchmarkDatabase database, BenchmarkLake lake)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", $"--ConnectionStrings:movielens={database.ConnectionString}", $"--Lake:Root={lake.Folder}", "--Source:Name=bench", "--Source:Schemas:0=public"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = IngestorApp.Create(builder);
        await app.StartAsync();
        return new BenchmarkIngestor(app);
    }

    /// <summary>Until every table is loaded, so that its changes are captured.</summary>
    public Task UntilCapturingAsync() => UntilAsync(() => Tables is { Count: > 0 } tables && tables.All(table => table.State == TableState.Loaded));

    /// <summary>Until so many changes are in published files.</summary>
    public Task UntilCapturedAsync(long changes) => UntilAsync(() => Tables.Sum(table => table.Changes.Rows) >= changes);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10);
        }
    }
}
