using System.Diagnostics;
using System.Globalization;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Maintenance;

/// <summary>Builds the indexes by key that runs have missed, so that the next small batches need not read their tables.</summary>
internal sealed class IndexCare(Pipeline pipeline, LakeTables tables, EnginePool engines)
{
    /// <summary>Whether a run had to read a large file to find a few rows.</summary>
    public bool HasWork => tables.Indexes is { HasWork: true };

    /// <summary>Builds them. What fails is reported; the next run that misses an index asks for it again.</summary>
    /// <returns>What was done, by table.</returns>
    public async Task<IReadOnlyList<MaintenanceReport>> BuildAsync(CancellationToken cancellationToken)
    {
        if (tables.Indexes is not { HasWork: true } indexes)
        {
            return [];
        }

        var started = DateTimeOffset.UtcNow;
        var clock = Stopwatch.StartNew();
        try
        {
            await using var lease = await engines.RentAsync(cancellationToken);
            return [.. (await indexes.BuildAsync(lease.Engine, cancellationToken)).Select(report => new MaintenanceReport(NameOf(report.Table), started, clock.Elapsed.TotalSeconds, 0, null, Say(report)))];
        }
        catch (Exception error) when (TableCare.IsExpected(error))
        {
            return [new MaintenanceReport("indexes", started, clock.Elapsed.TotalSeconds, 0, null, "indexing by key", error.Message)];
        }
    }

    private string NameOf(Uri location) => pipeline.Staged.Select(table => table.Merged).Concat(pipeline.Models.Select(model => model.Table)).First(table => tables[table].Location == location).ToString();

    private static string Say(KeyIndexReport report)
    {
        var built = string.Create(CultureInfo.InvariantCulture, $"{report.Rows:N0} rows of {report.Files} files indexed by key ({report.Bytes:N0} bytes)");
        return report.TooLarge == 0 ? built
            : $"{built}; {report.TooLarge} files stay without an index, which {TransformerOptions.Section}:{nameof(TransformerOptions.KeyIndexMegabytes)} has no room for: small batches read them";
    }
}
