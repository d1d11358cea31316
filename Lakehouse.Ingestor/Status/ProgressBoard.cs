using System.Collections.Concurrent;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Status;

/// <summary>The progress of every table, in the order of their names.</summary>
internal sealed class ProgressBoard
{
    private readonly ConcurrentDictionary<TableName, TableProgress> tables = new();
    private readonly IngestorMetrics metrics;

    public ProgressBoard(IngestorMetrics metrics)
    {
        this.metrics = metrics;
        metrics.Observe(() => tables.Values.Select(progress => (progress.Tags, progress.Report()))
            .Where(load => load.Item2.State is TableState.Loading)
            .Select(load => (load.Tags, load.Item2.Percent / 100, load.Item2.RemainingSeconds)));
    }

    public TableProgress Of(TableName table) => tables.GetOrAdd(table, name => new TableProgress(name, metrics));

    public IReadOnlyList<TableProgress> All() =>
        [.. tables.Values.OrderBy(progress => progress.Table.Schema, StringComparer.Ordinal).ThenBy(progress => progress.Table.Table, StringComparer.Ordinal)];

    /// <summary>The connection was lost: tables that were being loaded start again.</summary>
    public void Interrupted(string reason)
    {
        foreach (var table in tables.Values)
        {
            table.Interrupted(reason);
        }
    }
}
